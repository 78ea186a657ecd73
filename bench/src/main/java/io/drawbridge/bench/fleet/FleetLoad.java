package io.drawbridge.bench.fleet;

import io.drawbridge.coordination.Coordination;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Many gateways and subscribers of one region in one process. Gateways report once a second each,
 * spread evenly over it; so do subscribers. Threads: one owner, which waits; reports are made by
 * the clock.
 */
final class FleetLoad implements AutoCloseable {
  /** Slices of a second in which reports leave. */
  private static final int SLICES = 50;

  private static final int SLICE_MILLIS = 1_000 / SLICES;

  /** Started at once, so that no start is a storm. */
  private static final int BATCH = 500;

  /** Also for those who left to be doubted, shown for a minute and forgotten. */
  private static final Duration UP_WITHIN = Duration.ofMinutes(3);

  private static final long LOOK_AGAIN_MILLIS = 50;
  private static final int DEREGISTERED_AT_ONCE = 64;

  private final FleetLoadOptions options;
  private final Coordination etcd;
  private final Dialler dialler = new Dialler();
  private final Tally tally = new Tally();
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<SnapshotReader> readers;
  private final List<SimulatedGateway> gateways = new ArrayList<>(); // guarded by itself
  private final List<SimulatedSubscriber> subscribers = new ArrayList<>(); // guarded by itself
  private int slice; // the clock's
  private int turn; // the clock's
  private double changesDue; // the clock's

  /** One reader at each replica; nobody else yet. */
  FleetLoad(FleetLoadOptions options) {
    this.options = options;
    this.etcd = Coordination.forManyLeases(List.of(options.etcd()));
    this.readers =
        options.replicas().stream()
            .map(address -> new SnapshotReader(options.region(), dialler.dial(address), tally))
            .toList();
    var _ = dialler.clock().scheduleAtFixedRate(this::tick, 0, SLICE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Returns when so many gateways are registered and attached, and every reader sees them. */
  void gateways(int count) throws IOException, InterruptedException {
    remove(count);
    while (size(gateways) < count) {
      List<SimulatedGateway> batch = new ArrayList<>();
      for (int i = size(gateways); batch.size() < Math.min(BATCH, count - size(gateways)); i++) {
        batch.add(SimulatedGateway.start(i, options, etcd, dialler, tally, random.split()));
      }
      await("gateways", () -> batch.stream().allMatch(SimulatedGateway::isUp));
      synchronized (gateways) {
        gateways.addAll(batch);
      }
    }
    await("snapshots of them", () -> readers.stream().allMatch(one -> one.gateways() == count));
  }

  /** Returns when so many subscribers, spread over the replicas, have a snapshot. */
  void subscribers(int count) throws IOException, InterruptedException {
    synchronized (subscribers) {
      while (subscribers.size() > count) {
        subscribers.removeLast().close();
      }
      for (int i = subscribers.size(); i < count; i++) {
        String replica = options.replicas().get(i % options.replicas().size());
        subscribers.add(
            new SimulatedSubscriber(i, options.region(), dialler.dialToDiscard(replica), tally));
      }
    }
    await("subscribers", () -> all(subscribers).stream().allMatch(SimulatedSubscriber::isUp));
  }

  /** Counts from zero again. */
  void restart() {
    tally.restart();
  }

  /** What was counted since. */
  String figures() {
    return tally.figures();
  }

  @Override
  public void close() {
    dialler.close();
    etcd.close();
  }

  private void remove(int count) throws IOException, InterruptedException {
    List<SimulatedGateway> leaving;
    synchronized (gateways) {
      List<SimulatedGateway> beyond =
          gateways.subList(Math.min(count, gateways.size()), gateways.size());
      leaving = List.copyOf(beyond);
      beyond.clear();
    }
    leaving.forEach(SimulatedGateway::detach);
    List<Future<?>> deregistered = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(DEREGISTERED_AT_ONCE)) {
      leaving.forEach(gateway -> deregistered.add(threads.submit(gateway::deregister)));
      for (Future<?> one : deregistered) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a gateway could not leave", e);
    }
  }

  /** Must not throw: a repeated task that does is never run again. */
  private void tick() {
    try {
      List<SimulatedGateway> reporting = all(gateways);
      for (int i = slice; i < reporting.size(); i += SLICES) {
        reporting.get(i).report();
      }
      changesDue += reporting.size() * options.changesPercent() / 100 / SLICES;
      for (; changesDue >= 1 && !reporting.isEmpty(); changesDue--) {
        reporting.get(Math.floorMod(turn++, reporting.size())).reportChange();
      }
      List<SimulatedSubscriber> listening = all(subscribers);
      for (int i = slice; i < listening.size(); i += SLICES) {
        listening.get(i).report(readers.getFirst().newest());
      }
      slice = (slice + 1) % SLICES;
    } catch (RuntimeException e) {
      tally.failed("clock: " + e);
    }
  }

  private static void await(String what, BooleanSupplier done)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + UP_WITHIN.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(what + ": not there within " + UP_WITHIN.toSeconds() + " s");
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  private static <T> List<T> all(List<T> list) {
    synchronized (list) {
      return List.copyOf(list);
    }
  }

  private static int size(List<?> list) {
    synchronized (list) {
      return list.size();
    }
  }
}
