package io.drawbridge.client.session;

import io.drawbridge.client.discovery.GatewayEndpoint;

/** Told where the client is. Called on the client's thread. */
public interface LifecycleListener {
  /** No session now; looking for a gateway and dialing. */
  void connecting();

  /**
   * The session is up; {@code session} is its id in hexadecimal. {@code resumed}: it is the one
   * before this connection.
   */
  void connected(GatewayEndpoint endpoint, String session, boolean resumed);

  /** No session now; the next attempt comes after {@code delayNanos}. */
  void waiting(long delayNanos, String why);

  /** The end, once. {@code code} is one of {@link io.drawbridge.wire.CloseReason} or unknown. */
  void closed(int code, String why);
}
