/**
 * The gRPC side: control streams of gateways, snapshot streams of subscribers, and the relay of
 * another leader's snapshots. Only translates; what a message means is decided by {@code snapshot}.
 */
@NullMarked
package io.drawbridge.controlplane.streams;

import org.jspecify.annotations.NullMarked;
