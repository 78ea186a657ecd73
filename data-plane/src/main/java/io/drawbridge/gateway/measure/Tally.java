package io.drawbridge.gateway.measure;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A sum with one writing thread and any readers. Adding costs a plain addition: no compare-and-set,
 * no fence. A reader may see it late, never torn and never going back.
 */
final class Tally {
  private static final VarHandle SUM;

  static {
    try {
      SUM = MethodHandles.lookup().findVarHandle(Tally.class, "sum", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long sum;

  void add(long amount) {
    SUM.setOpaque(this, sum + amount);
  }

  long sum() {
    return (long) SUM.getOpaque(this);
  }
}
