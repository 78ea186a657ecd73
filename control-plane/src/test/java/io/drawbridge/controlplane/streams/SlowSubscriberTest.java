package io.drawbridge.controlplane.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.controlplane.snapshot.Snapshots;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.FleetSnapshotsGrpc;
import io.drawbridge.proto.snapshot.v1.Generation;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real stream to somebody who does not read. */
class SlowSubscriberTest {
  private static final int SNAPSHOTS = 500;

  /** Nothing in it repeats itself, so it stays large when it is compressed. */
  private static final String LARGE =
      new SplittableRandom(1)
          .ints(100_000, ' ', '~')
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString();

  private final Snapshots snapshots = new Snapshots();
  private Server server;
  private ManagedChannel channel;
  private Subscriber slow;
  private Subscriber quick;

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .compressorRegistry(FleetSnapshotsService.compressors())
            .addService(new FleetSnapshotsService("r", snapshots))
            .build()
            .start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
    slow = new Subscriber(0);
    quick = new Subscriber(Integer.MAX_VALUE);
    await().until(() -> snapshots.reports().size() == 2);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void getsTheNewestWhenItReadsAgainAndNotWhatItMissed() {
    for (long counter = 1; counter <= SNAPSHOTS; counter++) {
      snapshots.offer(snapshot(counter));
    }
    await().until(() -> quick.last() == SNAPSHOTS);
    assertThat(slow.received).isEmpty();

    slow.calls.request(SNAPSHOTS);

    await().until(() -> slow.last() == SNAPSHOTS);
    assertThat(slow.received).as("what was under way, and the newest").hasSizeLessThan(20);
    assertThat(slow.received).isSorted();
  }

  private static FleetSnapshot snapshot(long counter) {
    return FleetSnapshot.newBuilder()
        .setRegion("r")
        .setGeneration(Generation.newBuilder().setCounter(counter))
        .addAlarms(LARGE)
        .build();
  }

  private final class Subscriber
      implements ClientResponseObserver<SubscriberReport, FleetSnapshot> {
    private final int wanted;
    private final List<Long> received = new CopyOnWriteArrayList<>();
    private ClientCallStreamObserver<SubscriberReport> calls;

    /** Reads so many at first. */
    Subscriber(int wanted) {
      this.wanted = wanted;
      FleetSnapshotsGrpc.newStub(channel)
          .subscribe(this)
          .onNext(SubscriberReport.newBuilder().setRegion("r").build());
    }

    long last() {
      return received.isEmpty() ? 0 : received.getLast();
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<SubscriberReport> stream) {
      calls = stream;
      stream.disableAutoRequestWithInitial(wanted);
    }

    @Override
    public void onNext(FleetSnapshot snapshot) {
      received.add(snapshot.getGeneration().getCounter());
    }

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onCompleted() {}
  }
}
