package io.drawbridge.link;

import io.drawbridge.link.control.ControlFile;
import io.drawbridge.link.control.Settings;
import io.drawbridge.link.model.Direction;
import io.drawbridge.link.model.Fate;
import io.drawbridge.link.model.Tally;
import io.drawbridge.link.model.UnderWay;
import io.drawbridge.link.tun.TunDevice;
import io.drawbridge.link.tun.Wait;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Carries packets between two devices until it is stopped. Threads: one, but for {@link #stop}. */
final class Link {
  /** How soon a change of the control file, or the end, is noticed. */
  private static final Duration CONTROL_PERIOD = Duration.ofMillis(50);

  /** Packets taken from one side before the other has its turn. */
  private static final int BURST = 64;

  private final Optional<ControlFile> control;
  private final Side a;
  private final Side b;
  private final UnderWay underWay = new UnderWay();
  private Settings settings;
  private long nextControlNanos = System.nanoTime();
  private volatile boolean stopped;

  /** One end, and the direction that begins there. */
  private static final class Side {
    private final TunDevice device;
    private final boolean toB;
    private final Direction direction;
    private final Tally tally = new Tally();

    Side(TunDevice device, boolean toB, RandomGenerator random) {
      this.device = device;
      this.toB = toB;
      this.direction = new Direction(random);
    }
  }

  Link(
      TunDevice a,
      TunDevice b,
      Settings settings,
      Optional<ControlFile> control,
      RandomGenerator.SplittableGenerator random) {
    this.a = new Side(a, true, random.split());
    this.b = new Side(b, false, random.split());
    this.settings = settings;
    this.control = control;
  }

  void run() throws IOException {
    try (Wait wait = new Wait(a.device, b.device)) {
      while (!stopped) {
        readControl();
        deliver();
        wait.forPacketOr(waitNanos());
        take(a);
        take(b);
      }
    }
  }

  /** Makes {@link #run} return soon; any thread. */
  void stop() {
    stopped = true;
  }

  /** What became of all packets, a line for each direction. */
  String tallies() {
    return "a2b: " + a.tally + System.lineSeparator() + "b2a: " + b.tally;
  }

  private void readControl() {
    long nowNanos = System.nanoTime();
    if (nowNanos - nextControlNanos < 0) {
      return;
    }
    nextControlNanos = nowNanos + CONTROL_PERIOD.toNanos();
    control.flatMap(ControlFile::changed).ifPresent(changed -> settings = changed);
  }

  private long waitNanos() {
    long nowNanos = System.nanoTime();
    long untilControl = Math.max(0, nextControlNanos - nowNanos);
    return Math.min(untilControl, underWay.nextInNanos(nowNanos).orElse(untilControl));
  }

  private void deliver() {
    UnderWay.Packet packet = underWay.arrived(System.nanoTime());
    while (packet != null) {
      Side from = packet.toB() ? a : b;
      Side to = packet.toB() ? b : a;
      if (to.device.write(packet.bytes())) {
        from.tally.arrived();
      } else {
        from.tally.dropped(Fate.Cause.UNDELIVERABLE);
      }
      packet = underWay.arrived(System.nanoTime());
    }
  }

  private void take(Side from) throws IOException {
    for (int i = 0; i < BURST; i++) {
      byte[] packet = from.device.read();
      if (packet == null) {
        return;
      }
      switch (decide(from, packet)) {
        case Fate.Dropped(Fate.Cause cause) -> from.tally.dropped(cause);
        case Fate.Arrives(long atNanos, int copies) -> send(from, packet, atNanos, copies);
      }
    }
  }

  private Fate decide(Side from, byte[] packet) {
    return from.direction.enter(packet.length, settings.direction(from.toB), System.nanoTime());
  }

  private void send(Side from, byte[] packet, long atNanos, int copies) {
    for (int i = 0; i < copies; i++) {
      if (!underWay.add(atNanos, from.toB, packet)) {
        from.tally.dropped(Fate.Cause.OVER_QUEUE);
      }
    }
  }
}
