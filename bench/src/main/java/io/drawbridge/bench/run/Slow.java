package io.drawbridge.bench.run;

import io.drawbridge.bench.gateway.Addresses;
import io.drawbridge.bench.gateway.MeasuredGateway;
import io.drawbridge.bench.machine.Child;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A fan-out in which some clients stop reading: FIRE_AND_FORGET pushes to all in turn at a fixed
 * rate, once while everybody reads and once while one client of twenty does not, until the gateway
 * has closed all of these. Their pushes go on meanwhile, so that each is offered much more than it
 * may keep.
 */
public final class Slow {
  private static final int SLOW_OF_HUNDRED = 5;
  private static final int LEAST_CLIENTS = 20;

  /** 20 KiB a second for each: the kernel's buffers are full after some seconds. */
  private static final int PUSHES_A_SECOND_EACH = 5;

  private static final int BODY_BYTES = 4 << 10;
  private static final int BATCH = 64;

  /** For a gateway's series; a push that goes to a socket is SENT. */
  private static final String SENT = "drawbridge_gateway_push_outcomes_total{outcome=\"sent\"}";

  /** Until the buffers are full, and until the gateway has closed the slow ones. */
  private static final int USUAL_STUCK_SECONDS = 25;

  /** The pusher is not as soon under way as it is told, and is ended when all is counted. */
  private static final int PUSH_LONGER_SECONDS = 30;

  private static final long LOOK_AGAIN_MILLIS = 100;

  /** Of what is asked for, with nobody slow; a gateway drops what it has no time to write. */
  private static final double LEAST_RECEIVED = 0.5;

  private static final long PUSHES_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Bench bench;
  private final Size size;
  private final Figures figures;
  private final int stuckSeconds;
  private final int clients;
  private final int slow;

  public Slow(Bench bench, Size size) {
    this(bench, size, USUAL_STUCK_SECONDS);
  }

  /** With {@code stuckSeconds} for the slow ones: their socket buffers must fill in that time. */
  Slow(Bench bench, Size size, int stuckSeconds) {
    this.stuckSeconds = stuckSeconds;
    this.bench = bench;
    this.size = size;
    this.figures = bench.figures();
    this.clients = Math.max(LEAST_CLIENTS, size.connections() / 10);
    this.slow = clients * SLOW_OF_HUNDRED / 100;
  }

  /** Everything. There are no yardsticks: they bound nothing. */
  public void run() throws IOException, InterruptedException, ServersException {
    try (Subject.OfGateway gateway = bench.gateway()) {
      figures.say("slow: %d clients, all read".formatted(clients));
      double whole = receivedASecond(gateway, false, size.seconds());
      requireTheLoad(whole);
      gateway.awaitEmpty();
      figures.say("slow: %d of them stop reading".formatted(slow));
      double beside = receivedASecond(gateway, true, stuckSeconds);
      figures.add("slow.pushes_per_second", whole);
      figures.add("slow.others_rate_percent", beside * 100 / whole);
    }
  }

  /** By those who read all the time. */
  private double receivedASecond(Subject.OfGateway gateway, boolean stuck, int seconds)
      throws IOException, InterruptedException {
    int all = size.warmupSeconds() + seconds;
    try (Child business = bench.business(pushes(all + PUSH_LONGER_SECONDS));
        Generator few = receivers(gateway, slow, clients - slow, true, seconds);
        Generator others = receivers(gateway, clients - slow, 0, false, seconds)) {
      business.tell("go");
      awaitPushes(gateway.gateway());
      others.go();
      TimeUnit.SECONDS.sleep(size.warmupSeconds());
      if (stuck) {
        few.go();
        add(Watch.untilClosed(gateway.gateway(), slow, stuckSeconds));
      }
      double rate = others.figures().number("rate");
      if (!business.isAlive()) {
        throw new IOException("slow: pushes ended early (expected: the gateway keeps up)");
      }
      return rate;
    }
  }

  private static void awaitPushes(MeasuredGateway gateway)
      throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    double before = gateway.metric(SENT);
    while (gateway.metric(SENT) == before) {
      if (System.nanoTime() - startNanos > PUSHES_WITHIN_NANOS) {
        throw new IOException("slow: no push came to the gateway (expected: many a second)");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  private Generator receivers(
      Subject gateway, int connections, int firstUser, boolean stuck, int seconds)
      throws IOException, InterruptedException {
    Load load = Load.receivers(connections, firstUser, stuck, size.warmupSeconds(), seconds);
    return Generator.start(bench.folder(), load, gateway.tokens());
  }

  private List<String> pushes(int seconds) {
    List<String> arguments = new ArrayList<>(List.of("--push", Addresses.GRPC));
    arguments.addAll(List.of("--users", Integer.toString(clients)));
    arguments.addAll(List.of("--rate", Integer.toString(clients * PUSHES_A_SECOND_EACH)));
    arguments.addAll(List.of("--batch", Integer.toString(Math.min(BATCH, clients))));
    arguments.addAll(List.of("--mode", "forget"));
    arguments.addAll(List.of("--body", Integer.toString(BODY_BYTES)));
    arguments.addAll(List.of("--seconds", Integer.toString(seconds)));
    return arguments;
  }

  /** Beside a load that was not there, nobody is disturbed. */
  private void requireTheLoad(double received) throws IOException {
    double asked = (clients - slow) * (double) PUSHES_A_SECOND_EACH;
    if (received < asked * LEAST_RECEIVED) {
      throw new IOException(
          "slow: %.0f pushes received a second, with nobody slow (expected: about %.0f)"
              .formatted(received, asked));
    }
  }

  private void add(Watch watch) {
    figures.add("slow.queued_bytes_per_slow_client", watch.mostBytes / slow);
    figures.add("slow.closed_after_seconds", watch.closedAfterSeconds);
  }

  /**
   * What the gateway says of itself while clients do not read.
   *
   * @param mostBytes that it kept for all of them together
   * @param closedAfterSeconds from the moment at which it kept a push for each, on average, to the
   *     end of the last
   */
  private record Watch(double mostBytes, double closedAfterSeconds) {
    private static final String KEPT = "drawbridge_gateway_buffered_bytes";
    private static final String CLOSED =
        "drawbridge_gateway_connection_ends_total{reason=\"slow_consumer\"}";

    static Watch untilClosed(MeasuredGateway gateway, int clients, int seconds)
        throws IOException, InterruptedException {
      long startNanos = System.nanoTime();
      long fullNanos = 0;
      double most = 0;
      while (gateway.metric(CLOSED) < clients) {
        double kept = gateway.metric(KEPT);
        most = Math.max(most, kept);
        long now = System.nanoTime();
        fullNanos = fullNanos == 0 && kept >= (double) clients * BODY_BYTES ? now : fullNanos;
        if (now - startNanos > TimeUnit.SECONDS.toNanos(seconds)) {
          throw new IOException(
              "slow: %.0f of %d closed after %d s (expected: all)"
                  .formatted(gateway.metric(CLOSED), clients, seconds));
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      }
      if (fullNanos == 0) {
        throw new IOException(
            "slow: %.0f bytes kept at most (expected: a push for each)".formatted(most));
      }
      return new Watch(most, (System.nanoTime() - fullNanos) / 1e9);
    }
  }
}
