package io.drawbridge.client.session;

import io.drawbridge.client.discovery.GatewayEndpoint;

/** The connection in use. */
final class Current {
  final Session session;
  final Link link;
  final GatewayEndpoint endpoint;
  final boolean claims;
  boolean connected;
  long connectedNanos;

  /** {@code claims}: its CONNECT asks for an earlier session. */
  Current(Session session, Link link, GatewayEndpoint endpoint, boolean claims) {
    this.session = session;
    this.link = link;
    this.endpoint = endpoint;
    this.claims = claims;
  }

  /** How long it was up; 0 when it never was. */
  long livedNanos(long nowNanos) {
    return connected ? nowNanos - connectedNanos : 0;
  }
}
