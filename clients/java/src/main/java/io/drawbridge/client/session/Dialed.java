package io.drawbridge.client.session;

import io.drawbridge.client.discovery.GatewayEndpoint;

/** An open connection on which nothing was said yet, and the token for its CONNECT. */
record Dialed(GatewayEndpoint endpoint, Link link, String token) {}
