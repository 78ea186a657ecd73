package io.drawbridge.gateway.control;

import io.drawbridge.proto.control.v1.Restart;

/** What directives can do about the process of this gateway. Must not block. */
public interface RestartControl {
  /** Has a next process take over, or tells how this one does, which is that next process. */
  Undertaking restart(Restart how);

  /** True in a process that is not the one which is to be replaced, but came after it. */
  boolean cameAfter(Restart how);
}
