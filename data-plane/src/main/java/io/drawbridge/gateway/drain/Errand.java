package io.drawbridge.gateway.drain;

import io.drawbridge.proto.control.v1.Progress;

/** Something that takes its time and can be asked how far it is. Any thread. */
public interface Errand {
  /** How far it is, or how it ended. */
  Progress progress();

  /** True when nothing more is done. */
  boolean isOver();

  /** Does nothing more, soon; what was done stays done. */
  void stop();
}
