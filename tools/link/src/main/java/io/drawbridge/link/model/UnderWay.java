package io.drawbridge.link.model;

import java.util.OptionalLong;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Packets between the ends, by arrival; those of one instant in the order in which they were added.
 * At its bound it takes no more. Threads: one.
 */
public final class UnderWay {
  /** A second of 100 Mbit/s in full packets. */
  public static final int MAX_PACKETS = 8_192;

  private final PriorityQueue<Packet> packets = new PriorityQueue<>();
  private long added;

  /** False if the bound is reached: then the packet is lost. {@code bytes} are kept. */
  public boolean add(long atNanos, boolean toB, byte[] bytes) {
    if (packets.size() >= MAX_PACKETS) {
      return false;
    }
    packets.add(new Packet(atNanos, added++, toB, bytes));
    return true;
  }

  /** Removes the next packet that has arrived by now; null if none has. */
  public @Nullable Packet arrived(long nowNanos) {
    Packet next = packets.peek();
    return next == null || next.atNanos - nowNanos > 0 ? null : packets.poll();
  }

  /** Nanoseconds until the next arrival, 0 if it is due; empty if nothing is under way. */
  public OptionalLong nextInNanos(long nowNanos) {
    Packet next = packets.peek();
    return next == null
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, next.atNanos - nowNanos));
  }

  /** A packet and where it arrives. */
  public static final class Packet implements Comparable<Packet> {
    private final long atNanos;
    private final long order;
    private final boolean toB;
    private final byte[] bytes;

    private Packet(long atNanos, long order, boolean toB, byte[] bytes) {
      this.atNanos = atNanos;
      this.order = order;
      this.toB = toB;
      this.bytes = bytes;
    }

    /** True for the direction from A to B. */
    public boolean toB() {
      return toB;
    }

    /** Not a copy. */
    public byte[] bytes() {
      return bytes;
    }

    @Override
    public int compareTo(Packet other) {
      int byTime = Long.signum(atNanos - other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }
}
