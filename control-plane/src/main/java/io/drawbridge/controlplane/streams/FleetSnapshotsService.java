package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.snapshot.Snapshots;
import io.drawbridge.controlplane.snapshot.Snapshots.Subscription;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.FleetSnapshotsGrpc;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import io.grpc.BindableService;
import io.grpc.CompressorRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Snapshot streams: the newest at once, then each newer one that the subscriber is ready for. Other
 * regions' control planes may listen too; only what our own subscribers report counts.
 *
 * <p>A snapshot is encoded once and compressed once, whoever takes it: those who accept gzip are
 * all sent the same bytes, and so are the others. The server must be given {@link #compressors}.
 */
final class FleetSnapshotsService implements BindableService {
  private static final Metadata.Key<String> ACCEPTED =
      Metadata.Key.of("grpc-accept-encoding", Metadata.ASCII_STRING_MARSHALLER);
  private static final MethodDescriptor<SubscriberReport, byte[]> SUBSCRIBE =
      ReadyBytes.answersOf(FleetSnapshotsGrpc.getSubscribeMethod());

  private final String region;
  private final Snapshots snapshots;
  private EncodedSnapshot newest = // guarded by this
      new EncodedSnapshot(FleetSnapshot.getDefaultInstance());

  FleetSnapshotsService(String region, Snapshots snapshots) {
    this.region = region;
    this.snapshots = snapshots;
  }

  /** What the server may say about messages; it compresses none itself. */
  static CompressorRegistry compressors() {
    CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
    compressors.register(ReadyBytes.alreadyGzip());
    return compressors;
  }

  @Override
  public ServerServiceDefinition bindService() {
    ServerCallHandler<SubscriberReport, byte[]> plain =
        ServerCalls.asyncBidiStreamingCall(
            responses -> subscribe(responses, EncodedSnapshot::plain));
    ServerCallHandler<SubscriberReport, byte[]> gzip =
        ServerCalls.asyncBidiStreamingCall(
            responses -> subscribe(responses, EncodedSnapshot::gzip));
    return ServerServiceDefinition.builder(
            ServiceDescriptor.newBuilder(FleetSnapshotsGrpc.SERVICE_NAME)
                .setSchemaDescriptor(
                    FleetSnapshotsGrpc.getServiceDescriptor().getSchemaDescriptor())
                .addMethod(SUBSCRIBE)
                .build())
        .addMethod(SUBSCRIBE, (call, headers) -> open(call, headers, plain, gzip))
        .build();
  }

  private static ServerCall.Listener<SubscriberReport> open(
      ServerCall<SubscriberReport, byte[]> call,
      Metadata headers,
      ServerCallHandler<SubscriberReport, byte[]> plain,
      ServerCallHandler<SubscriberReport, byte[]> gzip) {
    String accepted = headers.get(ACCEPTED);
    if (accepted == null || !Arrays.asList(accepted.split(" *, *", -1)).contains(ReadyBytes.GZIP)) {
      return plain.startCall(call, headers);
    }
    call.setCompression(ReadyBytes.GZIP);
    return gzip.startCall(call, headers);
  }

  private StreamObserver<SubscriberReport> subscribe(
      StreamObserver<byte[]> responses, Function<EncodedSnapshot, byte[]> form) {
    var peer = (ServerCallStreamObserver<byte[]>) responses;
    Conflated<FleetSnapshot> conflated =
        new Conflated<>(peer, snapshot -> "newest", snapshot -> form.apply(encoded(snapshot)));
    Optional<Subscription> subscription = snapshots.subscribe(conflated::offer);
    if (subscription.isEmpty()) {
      conflated.refuse(
          Status.RESOURCE_EXHAUSTED.withDescription(
              "subscribers: " + Snapshots.MAX_SUBSCRIBERS + " (expected: fewer)"));
      return new Ignored<>();
    }
    Subscriber subscriber = new Subscriber(region, conflated, subscription.get());
    peer.setOnCancelHandler(subscriber::end);
    return subscriber;
  }

  /** Of the newest one that anybody was ready for; who is still behind it makes its own. */
  private synchronized EncodedSnapshot encoded(FleetSnapshot snapshot) {
    if (newest.isOf(snapshot)) {
      return newest;
    }
    EncodedSnapshot made = new EncodedSnapshot(snapshot);
    if (made.isNewerThan(newest)) {
      newest = made;
    }
    return made;
  }

  /** One subscriber's way up. */
  private record Subscriber(
      String region, Conflated<FleetSnapshot> newest, Subscription subscription)
      implements StreamObserver<SubscriberReport> {
    @Override
    public void onNext(SubscriberReport report) {
      if (report.getRegion().isEmpty()) {
        newest.refuse(
            Status.INVALID_ARGUMENT.withDescription("region: empty (expected: the subscriber's)"));
        end();
      } else if (report.getRegion().equals(region)) {
        subscription.reported(report);
      }
    }

    @Override
    public void onError(Throwable error) {
      end();
    }

    @Override
    public void onCompleted() {
      newest.complete();
      end();
    }

    void end() {
      newest.ended();
      subscription.close();
    }
  }
}
