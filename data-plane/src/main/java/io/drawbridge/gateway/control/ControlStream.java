package io.drawbridge.gateway.control;

import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.DirectiveResult;
import io.drawbridge.proto.control.v1.FleetControlGrpc;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.control.v1.ResultKind;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream to one control-plane replica, opened again for ever. A report that cannot be sent at
 * once is not sent: only the newest matters.
 *
 * <p>Threads: the fleet thread; gRPC's callbacks are handed over to it.
 */
final class ControlStream implements AutoCloseable {
  private static final long KEEP_ALIVE_SECONDS = 10;
  private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 2;

  /** The longest is a list of 10,000 revocations, some 4 MiB. */
  private static final int MAX_DIRECTIVE_BYTES = 8 << 20;

  private static final long FIRST_PAUSE_MILLIS = 200;

  /** A control plane that is back should see its gateways soon; it is one dial a second at most. */
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  /** Results that are told again on the next stream; a gateway is part of few operations. */
  private static final int RESULTS_KEPT = 64;

  private static final Logger log = LoggerFactory.getLogger(ControlStream.class);

  private final HostPort address;
  private final ManagedChannel channel;
  private final ScheduledExecutorService thread;
  private final Directives directives;
  private final Supplier<GatewayReport.Builder> firstReport;
  private final List<DirectiveResult> results = new ArrayList<>();
  private volatile @Nullable Attempt current;
  private long pauseMillis = FIRST_PAUSE_MILLIS;

  /**
   * Not opened yet.
   *
   * @param firstReport a report with the registration in it, made when a stream begins
   */
  ControlStream(
      HostPort address,
      EventLoopGroup eventLoops,
      ScheduledExecutorService thread,
      Directives directives,
      Supplier<GatewayReport.Builder> firstReport) {
    this.address = address;
    this.thread = thread;
    this.directives = directives;
    this.firstReport = firstReport;
    this.channel =
        NettyChannelBuilder.forAddress(address.host(), address.port())
            .usePlaintext()
            .eventLoopGroup(eventLoops)
            .channelType(NioSocketChannel.class)
            .directExecutor() // callbacks only hand over
            .maxInboundMessageSize(MAX_DIRECTIVE_BYTES)
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .build();
  }

  /** Dials now. */
  void open() {
    Attempt attempt = new Attempt();
    current = attempt;
    channel.resetConnectBackoff(); // the pauses are ours
    FleetControlGrpc.newStub(channel).attach(attempt);
    attempt.send(firstReport.get());
  }

  HostPort address() {
    return address;
  }

  /** True while the replica has answered on the present stream. */
  boolean isUp() {
    Attempt attempt = current;
    return attempt != null && attempt.answered;
  }

  /** Sends a report with what results are due, if the stream takes it now. */
  void report(GatewayReport report) {
    Attempt attempt = current;
    if (attempt != null) {
      attempt.send(report.toBuilder());
    }
  }

  private void directive(Directive directive) {
    directives.apply(directive).ifPresent(results::add);
  }

  private void ended(Attempt attempt, String why) {
    if (current != attempt) {
      return;
    }
    if (attempt.answered) {
      pauseMillis = FIRST_PAUSE_MILLIS;
      log.warn("control stream to {} ended: {}", address, why);
    } else {
      log.debug("control plane {} does not answer: {}", address, why);
    }
    current = null;
    // Whether the last report arrived is not known; results are idempotent and few.
    results.addAll(0, attempt.sentResults);
    long pause = ThreadLocalRandom.current().nextLong(pauseMillis + 1);
    pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
    var _ = thread.schedule(this::open, pause, TimeUnit.MILLISECONDS);
  }

  /** What is under way is told anew in any case. */
  private static boolean isLast(DirectiveResult result) {
    return result.getKind() != ResultKind.IN_PROGRESS;
  }

  @Override
  public void close() {
    current = null;
    channel.shutdownNow();
  }

  /** One stream from its opening to its end. */
  private final class Attempt implements ClientResponseObserver<GatewayReport, Directive> {
    private @Nullable ClientCallStreamObserver<GatewayReport> requests;
    private final List<DirectiveResult> sentResults = new ArrayList<>();
    private volatile boolean answered;
    private boolean greeted;

    @Override
    public void beforeStart(ClientCallStreamObserver<GatewayReport> stream) {
      requests = stream;
    }

    void send(GatewayReport.Builder report) {
      ClientCallStreamObserver<GatewayReport> stream = requests;
      // The first report is queued by gRPC until the connection stands; later ones only replace it.
      if (stream == null || (greeted && !stream.isReady())) {
        return;
      }
      greeted = true;
      report.addAllResults(results);
      results.stream().filter(ControlStream::isLast).forEach(sentResults::add);
      results.clear();
      while (sentResults.size() > RESULTS_KEPT) {
        sentResults.removeFirst();
      }
      stream.onNext(report.build());
    }

    @Override
    public void onNext(Directive directive) {
      onThread(() -> {
        if (!answered) {
          log.info("control stream to {} is up", address);
        }
        answered = true;
        directive(directive);
      });
    }

    @Override
    public void onError(Throwable error) {
      onThread(() -> ended(this, String.valueOf(error.getMessage())));
    }

    @Override
    public void onCompleted() {
      onThread(() -> ended(this, "the control plane ended the stream"));
    }

    private void onThread(Runnable task) {
      try {
        thread.execute(task);
      } catch (RejectedExecutionException _) {
        log.debug("closed; a late event of {} is dropped", address);
      }
    }
  }
}
