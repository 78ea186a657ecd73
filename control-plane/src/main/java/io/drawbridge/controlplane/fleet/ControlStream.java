package io.drawbridge.controlplane.fleet;

import io.drawbridge.proto.control.v1.Directive;

/** One attached gateway process; equal only to itself. */
public interface ControlStream {
  /** Replaces a directive of its kind that has not left yet. Never blocks; any thread. */
  void send(Directive directive);
}
