package io.drawbridge.link.tun;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Waits until one of two devices has a packet, or some time is over. Threads: one. */
public final class Wait implements AutoCloseable {
  private static final short POLLIN = 1;
  private static final long POLLFD_BYTES = 8;
  private static final long EVENTS_OFFSET = 4;
  private static final long TIMESPEC_BYTES = 16;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = Libc.callState(arena);
  private final MemorySegment descriptors = arena.allocate(2 * POLLFD_BYTES, POLLFD_BYTES);
  private final MemorySegment timeout = arena.allocate(TIMESPEC_BYTES, POLLFD_BYTES);

  public Wait(TunDevice first, TunDevice second) {
    set(0, first);
    set(POLLFD_BYTES, second);
  }

  private void set(long offset, TunDevice device) {
    descriptors.set(JAVA_INT, offset, device.descriptor());
    descriptors.set(JAVA_SHORT, offset + EVENTS_OFFSET, POLLIN);
  }

  public void forPacketOr(long nanos) throws IOException {
    timeout.set(JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
    timeout.set(JAVA_LONG, 8, nanos % NANOS_PER_SECOND);
    long answer = Libc.ppoll(state, descriptors, 2, timeout);
    if (answer < 0 && answer != -Libc.EINTR) {
      throw new IOException("wait for packets: errno " + -answer);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
