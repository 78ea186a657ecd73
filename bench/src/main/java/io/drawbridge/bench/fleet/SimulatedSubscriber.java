package io.drawbridge.bench.fleet;

import io.drawbridge.proto.snapshot.v1.FleetSnapshotsGrpc;
import io.drawbridge.proto.snapshot.v1.Generation;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;

/**
 * A subscriber that takes every snapshot from the wire and reports each second what it applies. It
 * does not look into them: a thousand that did would be the load of a thousand machines. Threads:
 * the clock's; callbacks come on the event loop.
 */
final class SimulatedSubscriber {
  private static final MethodDescriptor<SubscriberReport, Long> SUBSCRIBE =
      Discarded.answersOf(FleetSnapshotsGrpc.getSubscribeMethod());

  private final ManagedChannel channel;
  private final SubscriberReport identity;
  private final StreamObserver<SubscriberReport> reports;
  private volatile boolean heard;
  private volatile boolean closed;

  SimulatedSubscriber(int index, String region, ManagedChannel channel, Tally tally) {
    this.channel = channel;
    this.identity =
        SubscriberReport.newBuilder()
            .setSubscriber("subscriber-" + region + "-" + index)
            .setRegion(region)
            .build();
    this.reports =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(SUBSCRIBE, CallOptions.DEFAULT), new Answers(tally));
    reports.onNext(identity);
  }

  /** It has a snapshot. */
  boolean isUp() {
    return heard;
  }

  void report(Generation applied) {
    reports.onNext(identity.toBuilder().setApplied(applied).build());
  }

  void close() {
    closed = true;
    channel.shutdownNow();
  }

  private final class Answers implements StreamObserver<Long> {
    private final Tally tally;

    Answers(Tally tally) {
      this.tally = tally;
    }

    @Override
    public void onNext(Long bytes) {
      heard = true;
      tally.snapshotReceived(bytes);
    }

    @Override
    public void onError(Throwable error) {
      if (!closed) {
        tally.failed("snapshot stream: " + error.getMessage());
      }
    }

    @Override
    public void onCompleted() {
      tally.failed("snapshot stream: ended by the control plane");
    }
  }
}
