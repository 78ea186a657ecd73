package io.drawbridge.client.session;

import io.drawbridge.client.discovery.GatewayEndpoint;
import java.time.Duration;

/**
 * What the {@link Lifecycle} asks for. Every answer comes back on the client's thread, later, with
 * the {@code attempt} of the question; the lifecycle ignores answers to questions it has given up.
 */
public interface Network {
  /** Answered by {@link Lifecycle#found} or {@link Lifecycle#notFound}. */
  void find(int attempt, String previousGateway);

  /**
   * Gets a fresh token and opens a connection. Answered by {@code dialed} or {@code dialFailed}.
   */
  void dial(int attempt, GatewayEndpoint endpoint, Duration timeout);

  /**
   * Gets a fresh token for the session that is up. Answered by {@link Lifecycle#freshToken} or
   * {@link Lifecycle#noFreshToken}.
   */
  void renewToken();
}
