package io.drawbridge.gateway.overload;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One thing that can be overloaded, the gateway itself or a business: what it admits now, for all
 * loops. Threads: any; set by the one that controls.
 */
final class Gate {
  /** No bound. */
  static final int UNBOUNDED = Integer.MAX_VALUE;

  private final String name;
  private final List<LoopGate> loops = new CopyOnWriteArrayList<>();
  private volatile int level = Priority.ALL;
  private volatile int roomPerLoop = UNBOUNDED;

  Gate(String name) {
    this.name = name;
  }

  /** For people: "gateway", or where a business is. */
  String name() {
    return name;
  }

  /** The least important priority that is admitted. */
  int level() {
    return level;
  }

  /** Messages of the most important tier that each loop may have under way. */
  int roomPerLoop() {
    return roomPerLoop;
  }

  void admit(int newLevel, int newRoomPerLoop) {
    level = newLevel;
    roomPerLoop = newRoomPerLoop;
  }

  LoopGate newLoop(Mode mode) {
    LoopGate loop = new LoopGate(this, mode);
    loops.add(loop);
    return loop;
  }

  List<LoopGate> loops() {
    return loops;
  }
}
