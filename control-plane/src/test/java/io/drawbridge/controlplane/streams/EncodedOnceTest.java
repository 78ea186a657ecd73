package io.drawbridge.controlplane.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.controlplane.snapshot.Snapshots;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.FleetSnapshotsGrpc;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import io.drawbridge.proto.snapshot.v1.Generation;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import io.grpc.CallOptions;
import io.grpc.Codec;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real streams, whose bytes are looked at. */
class EncodedOnceTest {
  private static final DecompressorRegistry NO_GZIP =
      DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, true);
  private static final DecompressorRegistry AS_IT_IS =
      DecompressorRegistry.emptyInstance().with(new StillGzip(), true);

  private final Snapshots snapshots = new Snapshots();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .compressorRegistry(FleetSnapshotsService.compressors())
            .addService(new FleetSnapshotsService("r", snapshots))
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.shutdownNow();
  }

  @Test
  void allWhoTakeGzipGetTheSameBytes() throws Exception {
    List<byte[]> first = bytesOf(subscriber(AS_IT_IS));
    List<byte[]> second = bytesOf(subscriber(AS_IT_IS));

    snapshots.offer(snapshot(1));

    await().until(() -> first.size() == 1 && second.size() == 1);
    assertThat(first.getFirst()).isEqualTo(second.getFirst());
    assertThat(first.getFirst().length).isLessThan(snapshot(1).getSerializedSize() / 3);
    assertThat(FleetSnapshot.parseFrom(new GZIPInputStream(new ByteArrayInputStream(first.get(0)))))
        .isEqualTo(snapshot(1));
  }

  @Test
  void whoDoesNotTakeGzipGetsPlainBytes() throws Exception {
    List<byte[]> received = bytesOf(subscriber(NO_GZIP));

    snapshots.offer(snapshot(1));

    await().until(() -> received.size() == 1);
    assertThat(FleetSnapshot.parseFrom(received.getFirst())).isEqualTo(snapshot(1));
  }

  @Test
  void aUsualSubscriberNoticesNothing() {
    List<FleetSnapshot> received = new CopyOnWriteArrayList<>();
    FleetSnapshotsGrpc.newStub(subscriber(DecompressorRegistry.getDefaultInstance()))
        .subscribe(new Receiver<>(received))
        .onNext(SubscriberReport.newBuilder().setRegion("r").build());

    for (long counter = 1; counter <= 10; counter++) {
      long expected = counter;
      snapshots.offer(snapshot(counter));
      await().until(() -> received.size() == expected);
    }

    assertThat(received.getLast()).isEqualTo(snapshot(10));
  }

  @Test
  void aSnapshotIsEncodedWhenItIsFirstNeededAndNeverAgain() {
    EncodedSnapshot encoded = new EncodedSnapshot(snapshot(1));

    assertThat(encoded.gzip()).isSameAs(encoded.gzip());
    assertThat(encoded.plain()).isSameAs(encoded.plain());
    assertThat(encoded.plain()).isEqualTo(snapshot(1).toByteArray());
  }

  private ManagedChannel subscriber(DecompressorRegistry accepted) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
            .usePlaintext()
            .decompressorRegistry(accepted)
            .build();
    channels.add(channel);
    return channel;
  }

  private List<byte[]> bytesOf(ManagedChannel channel) {
    MethodDescriptor<SubscriberReport, FleetSnapshot> usual =
        FleetSnapshotsGrpc.getSubscribeMethod();
    MethodDescriptor<SubscriberReport, byte[]> raw =
        usual.toBuilder(usual.getRequestMarshaller(), new Bytes()).build();
    List<byte[]> received = new CopyOnWriteArrayList<>();
    int before = snapshots.reports().size();
    ClientCalls.asyncBidiStreamingCall(
            channel.newCall(raw, CallOptions.DEFAULT), new Receiver<>(received))
        .onNext(SubscriberReport.newBuilder().setRegion("r").build());
    await().until(() -> snapshots.reports().size() > before);
    return received;
  }

  private static FleetSnapshot snapshot(long counter) {
    FleetSnapshot.Builder snapshot =
        FleetSnapshot.newBuilder()
            .setRegion("r")
            .setGeneration(Generation.newBuilder().setCounter(counter));
    for (int i = 0; i < 100; i++) {
      snapshot.addGateways(
          GatewaySnapshot.newBuilder()
              .setGateway("gateway-" + i)
              .setRegion("r")
              .setGrpcAddress("10.0.0." + i + ":7001")
              .setLimitingResource("connections"));
    }
    return snapshot.build();
  }

  private record Receiver<T>(List<T> received) implements StreamObserver<T> {
    @Override
    public void onNext(T value) {
      received.add(value);
    }

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onCompleted() {}
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Takes gzip, and leaves it as it is. */
  private static final class StillGzip implements Decompressor {
    @Override
    public String getMessageEncoding() {
      return "gzip";
    }

    @Override
    public InputStream decompress(InputStream compressed) {
      return compressed;
    }
  }
}
