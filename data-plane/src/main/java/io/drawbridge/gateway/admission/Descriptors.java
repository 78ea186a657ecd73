package io.drawbridge.gateway.admission;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * The file descriptors that this process may have. The last of them are not for clients, so that a
 * full gateway still reaches businesses, peers and operators. The kernel gives a new socket the
 * lowest number that is free: that number tells, without a look at all the others, how many are in
 * use at least.
 *
 * <pre>
 *   0 ----- clients, and whatever else is open ----- most - RESERVE ----- all but clients ----- most
 * </pre>
 *
 * <p>Threads: any.
 */
public final class Descriptors {
  /** For what nobody counted on: more peers and businesses, operators, files. */
  public static final int RESERVE = 64;

  /** Listening sockets, and streams to control planes, etcd, Redis, peers and businesses. */
  private static final int OF_A_GATEWAY = 64;

  /** Of an event loop: what it waits by, and a stream to a business. */
  private static final int OF_A_LOOP = 4;

  /** Of a hundred sockets one at least is for telling a client where else to go. */
  private static final int SOCKETS_PER_SPARE = 100;

  private final LongSupplier limit;
  private final int withheld;
  private volatile int most;

  /**
   * As they are now.
   *
   * @param limit asks the system how many there may be
   * @param open those in use, before the gateway has any
   * @param loops event loops that it will have
   */
  public Descriptors(LongSupplier limit, long open, int loops) {
    this.limit = limit;
    this.withheld = Math.toIntExact(open) + OF_A_GATEWAY + loops * OF_A_LOOP + RESERVE;
    refresh();
  }

  /** Those of this process; without a bound where it is not Unix. */
  public static Descriptors ofProcess(int loops) {
    UnixOperatingSystemMXBean system =
        ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class);
    return system == null
        ? new Descriptors(() -> Integer.MAX_VALUE, 0, loops)
        : new Descriptors(
            system::getMaxFileDescriptorCount, system.getOpenFileDescriptorCount(), loops);
  }

  /** Asks again: the limit of a process can be lowered from outside. About once a second. */
  public void refresh() {
    long now = limit.getAsLong();
    most = now < 0 ? Integer.MAX_VALUE : (int) Math.min(now, Integer.MAX_VALUE);
  }

  /** How many there may be. */
  public int most() {
    return most;
  }

  /** Those that clients cannot have: what is open without them, and the reserve. */
  public int withheld() {
    return withheld;
  }

  /** Sockets that clients may have at a time; none if it is negative. */
  public int sockets() {
    return most - withheld;
  }

  /** Connections that can be promised, with some sockets left for whoever comes in vain. */
  public int connections() {
    int sockets = sockets();
    return sockets - Math.ceilDiv(sockets, SOCKETS_PER_SPARE);
  }

  /** Whether a client's socket of this number has taken one of the reserve. */
  public boolean isReserved(int descriptor) {
    if (descriptor < most - RESERVE) {
      return false;
    }
    refresh(); // it may have been raised
    return descriptor >= most - RESERVE;
  }
}
