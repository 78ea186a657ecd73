package io.drawbridge.gateway.overload;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One thing that can be overloaded, the gateway itself or a business: what it admits now, for all
 * loops. Threads: any; set by the one that controls.
 */
final class Gate {
  /** No bound. */
  static final int UNBOUNDED = Integer.MAX_VALUE;

  private final Object of;
  private final List<LoopGate> loops = new CopyOnWriteArrayList<>();
  private volatile int level = Priority.ALL;
  private volatile int roomPerLoop = UNBOUNDED;

  /**
   * @param of its text is for people: "gateway", or where a business is
   */
  Gate(Object of) {
    this.of = of;
  }

  Object of() {
    return of;
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

  /** The side of one loop, the same at each call. One call at a time. */
  LoopGate ofLoop(int index, Mode mode) {
    Optional<LoopGate> known = loops.stream().filter(each -> each.loop() == index).findFirst();
    return known.orElseGet(() -> {
      LoopGate added = new LoopGate(this, index, mode);
      loops.add(added);
      return added;
    });
  }

  List<LoopGate> loops() {
    return loops;
  }
}
