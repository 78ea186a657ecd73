package io.drawbridge.controlplane.fleet;

import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.control.v1.GatewayState;

/** One process of a gateway, as heard on its newest stream. */
final class Attachment {
  private ControlStream stream;
  private GatewayReport report;
  private long heardNanos;
  private boolean open = true;
  private long closedNanos;

  Attachment(ControlStream stream, GatewayReport first, long nowNanos) {
    this.stream = stream;
    this.report = first;
    this.heardNanos = nowNanos;
  }

  /** Reports of one process come in order; a stream that it left behind is not heard any more. */
  void hear(ControlStream from, GatewayReport next, long nowNanos) {
    stream = from;
    report = next;
    heardNanos = nowNanos;
    open = true;
  }

  void close(ControlStream closed, long nowNanos) {
    if (closed.equals(stream) && open) {
      open = false;
      closedNanos = nowNanos;
    }
  }

  long generation() {
    return report.getGeneration();
  }

  GatewayReport report() {
    return report;
  }

  GatewayState state() {
    return report.getState();
  }

  long heardNanos() {
    return heardNanos;
  }

  boolean isOpen() {
    return open;
  }

  ControlStream stream() {
    return stream;
  }

  /**
   * Since when it counts as lost, or a time still to come. An open stream may be late by a pause of
   * the gateway; a closed one has no excuse.
   */
  long lostNanos(long suspectAfterNanos) {
    return open ? heardNanos + 2 * suspectAfterNanos : closedNanos + suspectAfterNanos;
  }
}
