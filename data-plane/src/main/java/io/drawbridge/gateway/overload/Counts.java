package io.drawbridge.gateway.overload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Sums that only grow, with one writing thread and any readers: no compare-and-set, no fence. A
 * reader may see them late. They wrap around; differences stay right.
 */
final class Counts {
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] sums;

  Counts(int size) {
    sums = new long[size];
  }

  void add(int index, long amount) {
    LONGS.setOpaque(sums, index, sums[index] + amount);
  }

  long get(int index) {
    return (long) LONGS.getOpaque(sums, index);
  }
}
