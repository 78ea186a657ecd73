package io.drawbridge.bench.fleet;

import io.drawbridge.proto.control.v1.FleetControlGrpc;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import org.jspecify.annotations.Nullable;

/**
 * One gateway's stream to one replica. One that ends by itself is a failure of the run, and is not
 * opened again: it would be another load. Threads: the clock's; callbacks come on the event loop.
 */
final class SimulatedStream implements ClientResponseObserver<GatewayReport, Long> {
  private static final MethodDescriptor<GatewayReport, Long> ATTACH =
      Discarded.answersOf(FleetControlGrpc.getAttachMethod());

  private final ManagedChannel channel;
  private final Tally tally;
  private volatile @Nullable ClientCallStreamObserver<GatewayReport> requests;
  private volatile boolean answered;
  private volatile boolean closed;

  /** Opened with its first report. */
  SimulatedStream(ManagedChannel channel, GatewayReport first, Tally tally) {
    this.channel = channel;
    this.tally = tally;
    ClientCalls.asyncBidiStreamingCall(channel.newCall(ATTACH, CallOptions.DEFAULT), this)
        .onNext(first);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<GatewayReport> stream) {
    requests = stream;
  }

  void send(GatewayReport report) {
    ClientCallStreamObserver<GatewayReport> stream = requests;
    if (stream == null || !stream.isReady()) {
      tally.reportHeld();
      return;
    }
    stream.onNext(report);
    tally.reportSent();
  }

  /** The replica has told it something. */
  boolean isUp() {
    return answered;
  }

  void close() {
    closed = true;
    channel.shutdownNow();
  }

  @Override
  public void onNext(Long bytes) {
    answered = true;
  }

  @Override
  public void onError(Throwable error) {
    if (!closed) {
      tally.failed("control stream: " + error.getMessage());
    }
  }

  @Override
  public void onCompleted() {
    tally.failed("control stream: ended by the control plane");
  }
}
