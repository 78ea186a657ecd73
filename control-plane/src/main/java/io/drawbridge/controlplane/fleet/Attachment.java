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

  /**
   * Reports of one process come in order. The first one of a stream carries the registration; one
   * without, from another stream, was left behind when the process attached anew.
   */
  void hear(ControlStream from, GatewayReport next, long nowNanos) {
    if (!from.equals(stream) && !next.hasRegistration()) {
      return;
    }
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
   *
   * @param listeningNanos since when this replica listens without a break
   */
  long lostNanos(long suspectAfterNanos, long listeningNanos) {
    if (!open) {
      return closedNanos + suspectAfterNanos;
    }
    long silentNanos = heardNanos - listeningNanos > 0 ? heardNanos : listeningNanos;
    return silentNanos + 2 * suspectAfterNanos;
  }
}
