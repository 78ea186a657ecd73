package io.drawbridge.gateway.control;

import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.FleetControlGrpc;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A control plane over real gRPC that remembers every report and sends what the test says. */
public final class FakeControlPlane implements AutoCloseable {
  public final List<GatewayReport> reports = new CopyOnWriteArrayList<>();
  private final Server server;
  private volatile @Nullable StreamObserver<Directive> stream;

  private FakeControlPlane(int port) {
    try {
      server =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .permitKeepAliveTime(5, TimeUnit.SECONDS)
              .addService(new Service())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static FakeControlPlane start() {
    return new FakeControlPlane(0);
  }

  /** At the address of one that was closed. */
  static FakeControlPlane startAt(HostPort address) {
    return new FakeControlPlane(address.port());
  }

  public HostPort address() {
    return new HostPort("127.0.0.1", server.getPort());
  }

  void send(Directive directive) {
    stream.onNext(directive);
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      boolean _ = server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Service extends FleetControlGrpc.FleetControlImplBase {
    @Override
    public StreamObserver<GatewayReport> attach(StreamObserver<Directive> directives) {
      stream = directives;
      return new StreamObserver<>() {
        @Override
        public void onNext(GatewayReport report) {
          reports.add(report);
        }

        @Override
        public void onError(Throwable e) {}

        @Override
        public void onCompleted() {
          directives.onCompleted();
        }
      };
    }
  }
}
