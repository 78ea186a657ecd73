package io.drawbridge.controlplane;

import io.drawbridge.controlplane.fleet.Gateways;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.registry.GatewayPresence;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.FleetControlGrpc;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.proto.control.v1.Restart;
import io.drawbridge.proto.control.v1.Revocation;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Registers in etcd, attaches to every replica and reports five times a second, attaching again
 * when a stream ends: what a gateway does, without clients.
 */
final class FakeGateway implements AutoCloseable {
  private static final Duration TTL = Duration.ofSeconds(3);

  private volatile GatewayRegistration registration;
  private final GatewayPresence presence;
  private final List<Link> links = new ArrayList<>();
  private final ScheduledExecutorService reporter = Executors.newSingleThreadScheduledExecutor();
  private volatile GatewayState state = GatewayState.SERVING;
  private volatile SteppedClients clients = new SteppedClients(0);
  private volatile int connections;
  private volatile boolean silent;

  FakeGateway(String id, Coordination etcd, int... replicaPorts) {
    this(id, "r", etcd, replicaPorts);
  }

  FakeGateway(String id, String region, Coordination etcd, int... replicaPorts) {
    this.registration =
        Gateways.registration(id, 1).toBuilder()
            .setRegion(region)
            .setGrpcAddress(id + "." + region + ".test:7001")
            .setEndpoints(
                0, Endpoint.newBuilder().setGateway(id).setHost("127.0.0.1").setPort(7000))
            .build();
    this.presence = GatewayPresence.of(etcd, registration, TTL, by -> {});
    for (int port : replicaPorts) {
      links.add(new Link(port));
    }
    var ignored = reporter.scheduleWithFixedDelay(this::report, 0, 200, TimeUnit.MILLISECONDS);
  }

  FakeGateway draining() {
    state = GatewayState.GATEWAY_DRAINING;
    return this;
  }

  /** Steps are about these from now on. */
  FakeGateway with(SteppedClients present) {
    clients = present;
    return this;
  }

  FakeGateway connections(int number) {
    connections = number;
    return this;
  }

  /** The newest peer list of the first replica. */
  PeerList peers() {
    return links.getFirst().newest.getPeers();
  }

  /** All revocations it was told by the replica of this port, in the order of the ports given. */
  List<Revocation> revocations(int replica) {
    return links.get(replica).revocations.getRevocations().getRevocationsList();
  }

  long fencedBy() {
    return links.getFirst().newest.getFence().getLeaderEpoch();
  }

  /** Cuts the streams as a crash would; the lease lives on until its end. */
  FakeGateway cut() {
    silent = true;
    reporter.shutdownNow();
    links.forEach(link -> link.channel.shutdownNow());
    return this;
  }

  /** What the present process was started as. */
  String artifact() {
    return registration.getArtifact();
  }

  boolean isRegistered() {
    return presence.isRegistered();
  }

  @Override
  public void close() {
    cut();
    presence.close();
  }

  /** As the process that a restart asks for; asked again, nothing. */
  private synchronized void restart(Restart asked) {
    if (registration.getGeneration() == asked.getGeneration()) {
      registration =
          registration.toBuilder()
              .setGeneration(asked.getGeneration() + 1)
              .setArtifact(asked.getArtifact())
              .build();
      links.forEach(Link::end);
    }
  }

  private void report() {
    if (!silent) {
      links.forEach(Link::report);
    }
  }

  private final class Link {
    private final ManagedChannel channel;
    private volatile Directive newest = Directive.getDefaultInstance();
    private volatile Directive revocations = Directive.getDefaultInstance();
    private volatile Ears ears = new Ears();
    private StreamObserver<GatewayReport> reports;
    private long sequence;

    Link(int port) {
      this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    /** The next report opens another stream. */
    synchronized void end() {
      if (!ears.over) {
        reports.onCompleted();
        ears.over = true;
      }
    }

    synchronized void report() {
      GatewayReport.Builder report =
          GatewayReport.newBuilder()
              .setGateway(registration.getGateway())
              .setRegion(registration.getRegion())
              .setGeneration(registration.getGeneration())
              .setSequence(++sequence)
              .setState(state == GatewayState.SERVING ? clients.state() : state)
              .addAllResults(clients.news())
              .setLoad(Gateways.load(connections));
      if (ears.over) {
        ears = new Ears();
        ears.over = false;
        channel.resetConnectBackoff();
        reports = FleetControlGrpc.newStub(channel).attach(ears);
        report.setRegistration(registration);
      }
      reports.onNext(report.build());
    }

    /** Of one stream. */
    private final class Ears implements StreamObserver<Directive> {
      private volatile boolean over = true;

      @Override
      public void onNext(Directive directive) {
        if (directive.getStep().hasRestart() && !clients.refusesRestarts()) {
          restart(directive.getStep().getRestart());
        }
        if (directive.hasStep()) {
          var _ = clients.apply(directive); // its result is in the next report
        } else if (directive.hasRevocations()) {
          revocations = directive;
        } else {
          newest = directive;
        }
      }

      @Override
      public void onError(Throwable error) {
        over = true;
      }

      @Override
      public void onCompleted() {
        over = true;
      }
    }
  }
}
