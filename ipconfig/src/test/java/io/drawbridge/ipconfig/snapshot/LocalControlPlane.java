package io.drawbridge.ipconfig.snapshot;

import static org.awaitility.Awaitility.await;

import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.FleetSnapshotsGrpc;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A real gRPC server of FleetSnapshots that tells what a test wants told. */
public final class LocalControlPlane implements AutoCloseable {
  private final Set<StreamObserver<FleetSnapshot>> subscribers = ConcurrentHashMap.newKeySet();
  private final List<SubscriberReport> reports = new CopyOnWriteArrayList<>();
  private final Server server;
  private final HostPort address;
  private volatile @Nullable FleetSnapshot newest;

  private LocalControlPlane(int port) throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .addService(new Service())
            .build()
            .start();
    address = new HostPort("127.0.0.1", server.getPort());
  }

  public static LocalControlPlane start() throws IOException {
    return new LocalControlPlane(0);
  }

  public static LocalControlPlane startAgainAt(HostPort address) throws IOException {
    return new LocalControlPlane(address.port());
  }

  public HostPort address() {
    return address;
  }

  public void publish(FleetSnapshot snapshot) {
    newest = snapshot;
    subscribers.forEach(subscriber -> send(subscriber, snapshot));
  }

  public List<SubscriberReport> reports() {
    return reports;
  }

  /** Streams and listener end at once. */
  public void crash() {
    server.shutdownNow();
    await().until(server::isTerminated);
  }

  @Override
  public void close() {
    crash();
  }

  private static void send(StreamObserver<FleetSnapshot> subscriber, FleetSnapshot snapshot) {
    synchronized (subscriber) { // publisher and subscribing call
      subscriber.onNext(snapshot);
    }
  }

  private final class Service extends FleetSnapshotsGrpc.FleetSnapshotsImplBase {
    @Override
    public StreamObserver<SubscriberReport> subscribe(StreamObserver<FleetSnapshot> subscriber) {
      subscribers.add(subscriber);
      FleetSnapshot present = newest;
      if (present != null) {
        send(subscriber, present);
      }
      return new StreamObserver<>() {
        @Override
        public void onNext(SubscriberReport report) {
          reports.add(report);
        }

        @Override
        public void onError(Throwable cause) {
          subscribers.remove(subscriber);
        }

        @Override
        public void onCompleted() {
          subscribers.remove(subscriber);
        }
      };
    }
  }
}
