package io.drawbridge.bench.business;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.business.v1.PushAnswer;
import io.drawbridge.proto.business.v1.PushBatch;
import io.drawbridge.proto.business.v1.PushFate;
import io.drawbridge.proto.business.v1.PushGrpc;
import io.drawbridge.proto.business.v1.PushMessage;
import io.drawbridge.proto.business.v1.PushMode;
import io.drawbridge.proto.business.v1.SessionFate;
import io.drawbridge.proto.business.v1.Target;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Pushes to users in turn at a fixed rate, in batches, over one stream: open loop, so that a stall
 * of the gateway shows in the times to the answers. Threads: {@link #run} on the caller's.
 */
final class Pusher implements ClientResponseObserver<PushBatch, PushAnswer> {
  /** Pushes without an answer beyond which the gateway is not keeping up and the run is over. */
  private static final int MAX_UNANSWERED = 1 << 17;

  /** Of the rate, with which it begins to rise. */
  private static final double FIRST_SHARE = 0.05;

  private final BusinessOptions options;
  private final SplittableRandom random = new SplittableRandom(2);
  private final Histogram latencies = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private final long[] intendedNanos = new long[MAX_UNANSWERED];
  private final AtomicLong answered = new AtomicLong();
  private volatile @Nullable Throwable broken;
  private long sentSteadily; // after the ramp

  Pusher(BusinessOptions options) {
    this.options = options;
  }

  /**
   * Pushes for the seconds asked for.
   *
   * @return its figures, line by line
   */
  List<String> run() throws InterruptedException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                options.address().getHostString(), options.address().getPort())
            .usePlaintext()
            .directExecutor()
            .build();
    try {
      ClientCallStreamObserver<PushBatch> stream =
          (ClientCallStreamObserver<PushBatch>) PushGrpc.newStub(channel).publish(this);
      long start = System.nanoTime();
      long sent = push(stream, start);
      double seconds = (System.nanoTime() - start) / 1e9;
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
      while (answered.get() < sent && broken == null && System.nanoTime() - deadline < 0) {
        Thread.sleep(10);
      }
      stream.onCompleted();
      return figures(sent, seconds);
    } finally {
      channel.shutdown().awaitTermination(2, TimeUnit.SECONDS);
    }
  }

  private long push(ClientCallStreamObserver<PushBatch> stream, long start)
      throws InterruptedException {
    double batchNanos = 1e9 * options.batch() / options.ratePerSecond();
    double rampNanos = 1e9 * options.rampSeconds();
    long allNanos = TimeUnit.SECONDS.toNanos(options.seconds());
    ByteString body = ByteString.copyFrom(new byte[options.bodyBytes()]);
    long sent = 0;
    double due = 0; // since the start
    while (due < allNanos && broken == null) {
      for (long wait = wait(start, due); wait > 0; wait = wait(start, due)) {
        LockSupport.parkNanos(wait);
      }
      if (sent + options.batch() - answered.get() > MAX_UNANSWERED) {
        broken = new IllegalStateException("the gateway does not keep up with this rate");
        return sent;
      }
      stream.onNext(batch(sent, start + (long) due, body));
      sent += options.batch();
      sentSteadily += due < rampNanos ? 0 : options.batch();
      due = next(due, batchNanos, rampNanos);
    }
    return sent;
  }

  /** Sooner and sooner until the ramp ends; no pause in it is longer than what is left of it. */
  private static double next(double due, double batchNanos, double rampNanos) {
    if (due >= rampNanos) {
      return due + batchNanos;
    }
    double rising = due + batchNanos / Math.max(FIRST_SHARE, due / rampNanos);
    return Math.min(rising, Math.max(rampNanos, due + batchNanos));
  }

  private static long wait(long start, double due) {
    return start + (long) due - System.nanoTime();
  }

  private PushBatch batch(long first, long due, ByteString body) {
    PushBatch.Builder batch = PushBatch.newBuilder();
    if (first == 0) {
      batch.setApp("default");
    }
    for (int i = 0; i < options.batch(); i++) {
      long number = first + i + 1;
      intendedNanos[(int) (number % MAX_UNANSWERED)] = due;
      String user = "user-" + (options.firstUser() + (number - 1) % options.users());
      batch.addPushes(
          PushMessage.newBuilder()
              .setNumber(number)
              .setId(randomId())
              .setTarget(Target.newBuilder().setUser(user))
              .setMode(options.acked() ? PushMode.ACKED : PushMode.FIRE_AND_FORGET)
              .setBody(body));
    }
    return batch.build();
  }

  private ByteString randomId() {
    ByteBuffer id = ByteBuffer.allocate(16).putLong(random.nextLong()).putLong(random.nextLong());
    return ByteString.copyFrom(id.flip());
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<PushBatch> stream) {
    // Flow control would make an open loop a closed one.
  }

  @Override
  public void onNext(PushAnswer answer) {
    long now = System.nanoTime();
    for (PushFate fate : answer.getFatesList()) {
      latencies.recordValue(now - intendedNanos[(int) (fate.getNumber() % MAX_UNANSWERED)]);
      for (SessionFate session : fate.getSessionsList()) {
        outcomes.merge(session.getOutcome(), 1L, Long::sum);
      }
    }
    answered.addAndGet(answer.getFatesCount());
  }

  @Override
  public void onError(Throwable error) {
    broken = error;
  }

  @Override
  public void onCompleted() {
    // Our own end of it was first.
  }

  private List<String> figures(long sent, double seconds) {
    List<String> lines = new ArrayList<>();
    lines.add("seconds: %.2f".formatted(seconds));
    lines.add("pushed: " + sent);
    lines.add("answered: " + answered.get());
    lines.add("rate: %.0f".formatted(sentSteadily / (seconds - options.rampSeconds())));
    outcomes.forEach((outcome, count) -> lines.add("outcome." + outcome + ": " + count));
    lines.add("p50_us: %.0f".formatted(latencies.getValueAtPercentile(50) / 1e3));
    lines.add("p99_us: %.0f".formatted(latencies.getValueAtPercentile(99) / 1e3));
    if (broken != null) {
      lines.add("broken: " + broken);
    }
    return lines;
  }
}
