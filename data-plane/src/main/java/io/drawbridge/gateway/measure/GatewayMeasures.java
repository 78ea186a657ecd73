package io.drawbridge.gateway.measure;

import io.drawbridge.proto.control.v1.LatencyMicros;
import io.drawbridge.proto.control.v1.Load;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * Sums the loops' measures, interval by interval.
 *
 * <p>Threads: {@link #newLoop} any; {@link #interval} one thread, which reports.
 */
public final class GatewayMeasures {
  private static final double NANOS_PER_SECOND = 1e9;

  private final LongSupplier nanoClock;
  private final ProcessUsage process;
  private final List<LoopMeasures> loops = new CopyOnWriteArrayList<>();
  private final Histogram scratch = LatencyRecorder.empty();
  private Totals last = new Totals(0, 0, 0, 0, 0, 0);
  private long lastNanos;

  public GatewayMeasures(LongSupplier nanoClock, ProcessUsage process) {
    this.nanoClock = nanoClock;
    this.process = process;
    this.lastNanos = nanoClock.getAsLong();
  }

  /** Measures for one more event loop, kept for the life of the process. */
  public LoopMeasures newLoop() {
    LoopMeasures loop = new LoopMeasures();
    loops.add(loop);
    return loop;
  }

  /**
   * What was measured since the last call, at first since the construction. Rates are per second of
   * that time; every recorded duration is in exactly one interval.
   */
  public Load interval() {
    long now = nanoClock.getAsLong();
    Totals totals = totals();
    double seconds = Math.max(1, now - lastNanos) / NANOS_PER_SECOND;
    Load.Builder load = Load.newBuilder();
    totals.minus(last).ratesTo(load, seconds);
    lastNanos = now;
    last = totals;
    return load.setConnections(
            gauge(loop -> loop.connectionsOpened, loop -> loop.connectionsClosed))
        .setSessions(gauge(loop -> loop.sessionsOpened, loop -> loop.sessionsClosed))
        .setRouted(latency(loop -> loop.routed))
        .setBusinessAnswer(latency(loop -> loop.businessAnswered))
        .setLoopLag(latency(loop -> loop.loopLag))
        .setCpu(process.cpuShare())
        .setMemoryUsedBytes(process.memoryUsedBytes())
        .setMemoryLimitBytes(process.memoryLimitBytes())
        .build();
  }

  private Totals totals() {
    return new Totals(
        sum(loop -> loop.accepted.sum()),
        sum(loop -> loop.messagesIn.sum()),
        sum(loop -> loop.bytesIn.sum()),
        sum(loop -> loop.messagesOut.sum()),
        sum(loop -> loop.bytesOut.sum()),
        sum(loop -> loop.refused.sum()));
  }

  /** A connection may open on one loop and close on another: only the sum over all is meant. */
  private int gauge(Function<LoopMeasures, Tally> opened, Function<LoopMeasures, Tally> closed) {
    // Closed first: an opening in between makes the figure too high by one, never negative.
    long ended = sum(loop -> closed.apply(loop).sum());
    return Math.toIntExact(Math.max(0, sum(loop -> opened.apply(loop).sum()) - ended));
  }

  private long sum(ToLongFunction<LoopMeasures> part) {
    return loops.stream().mapToLong(part).sum();
  }

  private LatencyMicros latency(Function<LoopMeasures, LatencyRecorder> kind) {
    scratch.reset();
    loops.forEach(loop -> kind.apply(loop).moveTo(scratch));
    if (scratch.getTotalCount() == 0) {
      return LatencyMicros.getDefaultInstance();
    }
    return LatencyMicros.newBuilder()
        .setCount(scratch.getTotalCount())
        .setP50(scratch.getValueAtPercentile(50))
        .setP90(scratch.getValueAtPercentile(90))
        .setP99(scratch.getValueAtPercentile(99))
        .build();
  }

  /** Sums since the start of the process, of which only differences are reported. */
  private record Totals(
      long accepted, long messagesIn, long bytesIn, long messagesOut, long bytesOut, long refused) {

    Totals minus(Totals earlier) {
      return new Totals(
          accepted - earlier.accepted,
          messagesIn - earlier.messagesIn,
          bytesIn - earlier.bytesIn,
          messagesOut - earlier.messagesOut,
          bytesOut - earlier.bytesOut,
          refused - earlier.refused);
    }

    void ratesTo(Load.Builder load, double seconds) {
      load.setAcceptsPerSecond(accepted / seconds)
          .setMessagesInPerSecond(messagesIn / seconds)
          .setBytesInPerSecond(bytesIn / seconds)
          .setMessagesOutPerSecond(messagesOut / seconds)
          .setBytesOutPerSecond(bytesOut / seconds)
          .setRefusalsPerSecond(refused / seconds);
    }
  }
}
