package io.drawbridge.gateway.measure;

import io.drawbridge.process.telemetry.Distribution;
import io.drawbridge.proto.control.v1.LatencyMicros;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.wire.CloseReason;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * Sums the loops' measures: interval by interval for the one who reports, and since the start of
 * the process for whoever asks, which changes no interval.
 *
 * <p>Threads: {@link #interval} one thread, which reports; the others any.
 */
public final class GatewayMeasures {
  private static final double NANOS_PER_SECOND = 1e9;

  private final LongSupplier nanoClock;
  private final ProcessUsage process;
  private final List<LoopMeasures> loops = new CopyOnWriteArrayList<>();
  private final Histogram scratch = LatencyRecorder.empty();
  private final EnumCounts<CloseReason> ends = new EnumCounts<>(CloseReason.class);
  private final PushOutcomes pushOutcomes = new PushOutcomes();
  private final LatencyTotals routed = new LatencyTotals();
  private final LatencyTotals businessAnswered = new LatencyTotals();
  private final LatencyTotals loopLag = new LatencyTotals();
  private Totals last = new Totals(0, 0, 0, 0, 0, 0);
  private long lastNanos;

  public GatewayMeasures(LongSupplier nanoClock, ProcessUsage process) {
    this.nanoClock = nanoClock;
    this.process = process;
    this.lastNanos = nanoClock.getAsLong();
  }

  /** Measures for one more event loop, kept for the life of the process. */
  public LoopMeasures newLoop() {
    LoopMeasures loop = new LoopMeasures(ends);
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
    return load.setConnections(connections())
        .setSessions(sessions())
        .setRouted(latency(loop -> loop.routed, routed))
        .setBusinessAnswer(latency(loop -> loop.businessAnswered, businessAnswered))
        .setLoopLag(latency(loop -> loop.loopLag, loopLag))
        .setCpu(process.cpuShare())
        .setMemoryUsedBytes(process.memoryUsedBytes())
        .setMemoryLimitBytes(process.memoryLimitBytes())
        .build();
  }

  /** Connections open now. */
  public int connections() {
    return gauge(loop -> loop.connectionsOpened, loop -> loop.connectionsClosed);
  }

  /** Sessions attached now. */
  public int sessions() {
    return gauge(loop -> loop.sessionsOpened, loop -> loop.sessionsClosed);
  }

  /** Why connections have ended. */
  public EnumCounts<CloseReason> connectionEnds() {
    return ends;
  }

  /** Connections closed because too many clients had not said who they are. */
  public long strangersClosed() {
    return sum(loop -> loop.strangersClosed.sum());
  }

  /** Connections closed because they kept most of the memory for buffers. */
  public long closedForMemory() {
    return sum(loop -> loop.closedForMemory.sum());
  }

  /** Times that a connection was not read for want of memory for buffers. */
  public long readsPaused() {
    return sum(loop -> loop.readsPaused.sum());
  }

  /** From a message's decoding to its hand-over to a business, up to the last interval. */
  public Distribution routed() {
    return routed.seen();
  }

  /** From a message's decoding to its acknowledgement, up to the last interval. */
  public Distribution businessAnswered() {
    return businessAnswered.seen();
  }

  /** Lateness of the loops' periodic tasks, up to the last interval. */
  public Distribution loopLag() {
    return loopLag.seen();
  }

  /** What businesses were told about their pushes. */
  public PushOutcomes pushOutcomes() {
    return pushOutcomes;
  }

  /** Sums up to now. */
  public Totals totals() {
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

  private LatencyMicros latency(
      Function<LoopMeasures, LatencyRecorder> kind, LatencyTotals sinceStart) {
    scratch.reset();
    loops.forEach(loop -> kind.apply(loop).moveTo(scratch));
    sinceStart.add(scratch);
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
}
