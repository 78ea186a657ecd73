/**
 * The gRPC side: control streams of gateways, snapshot streams of subscribers, the relay of another
 * leader's snapshots, and the streams from other regions. Only translates; what a message means is
 * decided by {@code snapshot}.
 */
@NullMarked
package io.drawbridge.controlplane.streams;

import org.jspecify.annotations.NullMarked;
