package io.drawbridge.gateway.peer;

import io.drawbridge.process.config.HostPort;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to one hop: one {@link PeerLink} at a time, the next one after a pause and, where there
 * are several addresses, to another of them. Threads: any.
 */
final class PeerLine {
  /** The pause is drawn between half of it and it. */
  static final Duration PAUSE = Duration.ofMillis(500);

  private final Function<HostPort, PeerLink> links;
  private final LongSupplier nanoClock;
  private volatile @Nullable PeerLink link; // changed while locked
  private long pauseEndNanos;
  private int turn;

  /**
   * @param links makes links that are not opened yet
   */
  PeerLine(Function<HostPort, PeerLink> links, LongSupplier nanoClock) {
    this.links = links;
    this.nanoClock = nanoClock;
    this.pauseEndNanos = nanoClock.getAsLong();
  }

  /**
   * The link in use, opened if need be; null during the pause, or without an address.
   *
   * @param addresses as they are known now
   */
  @Nullable PeerLink link(List<HostPort> addresses) {
    PeerLink present = link;
    return present != null && isUsable(present, addresses) ? present : next(addresses);
  }

  private @Nullable PeerLink next(List<HostPort> addresses) {
    PeerLink left = null;
    PeerLink opened = null;
    PeerLink inUse;
    synchronized (this) {
      inUse = link;
      if (inUse != null && !isUsable(inUse, addresses)) {
        left = inUse;
        inUse = null;
        if (!left.isLeft()) {
          pause();
        }
      }
      if (inUse == null && !addresses.isEmpty() && nanoClock.getAsLong() - pauseEndNanos >= 0) {
        opened = links.apply(addresses.get(Math.floorMod(turn, addresses.size())));
        inUse = opened;
      }
      link = inUse;
    }
    if (left != null) { // not while locked: whoever waited is told
      left.end(left.address() + " is not used any more");
    }
    if (opened != null) {
      opened.open();
    }
    return inUse;
  }

  private static boolean isUsable(PeerLink link, List<HostPort> addresses) {
    return !link.isEnded() && !link.isLeft() && addresses.contains(link.address());
  }

  private void pause() {
    turn++; // another address may work
    long half = PAUSE.toNanos() / 2;
    pauseEndNanos = nanoClock.getAsLong() + half + ThreadLocalRandom.current().nextLong(half);
  }

  /** Times out what has taken too long. */
  void sweep() {
    PeerLink present = link;
    if (present != null) {
      present.sweep();
    }
  }

  /** Ends the link in use. */
  void close(String why) {
    PeerLink present = link;
    if (present != null) {
      present.end(why);
    }
  }
}
