package io.drawbridge.bench.fleet;

import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.registry.GatewayPresence;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.client.v1.Transport;
import io.drawbridge.proto.control.v1.Capacity;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.control.v1.GatewayState;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A gateway as a control plane sees one: a registration under a lease of its own, and a stream to
 * every replica. Threads: the clock's.
 */
final class SimulatedGateway {
  private static final Duration LEASE = Duration.ofSeconds(30);

  /** Long enough ago that nobody starts slowly any more. */
  private static final long AGE_MILLIS = Duration.ofHours(1).toMillis();

  private static final int HOSTS_PER_DOMAIN = 250;

  private final GatewayRegistration registration;
  private final GatewayPresence presence;
  private final List<SimulatedStream> streams;
  private final Tally tally;
  private final SimulatedLoad load;
  private long sequence;

  private SimulatedGateway(
      GatewayRegistration registration,
      GatewayPresence presence,
      Dialler dialler,
      List<String> replicas,
      Tally tally,
      RandomGenerator random) {
    this.registration = registration;
    this.presence = presence;
    this.tally = tally;
    this.load = new SimulatedLoad(random);
    GatewayReport first = next().setRegistration(registration).build();
    this.streams =
        replicas.stream()
            .map(address -> new SimulatedStream(dialler.dial(address), first, tally))
            .toList();
  }

  /** Registers and attaches, which takes a while: see {@link #isUp}. */
  static SimulatedGateway start(
      int index,
      FleetLoadOptions options,
      Coordination etcd,
      Dialler dialler,
      Tally tally,
      RandomGenerator random) {
    GatewayRegistration registration = registration(index, options.region());
    GatewayPresence presence =
        GatewayPresence.of(
            etcd, registration, LEASE, by -> tally.failed(by.getGateway() + ": superseded"));
    return new SimulatedGateway(registration, presence, dialler, options.replicas(), tally, random);
  }

  /** Registered, and heard by every replica. */
  boolean isUp() {
    return presence.isRegistered() && streams.stream().allMatch(SimulatedStream::isUp);
  }

  /** The regular report. */
  void report() {
    load.breathe();
    send();
  }

  /** As {@link #report}, with a load that is clearly another. */
  void reportChange() {
    load.change();
    tally.changed(registration.getGateway(), load.connections());
    send();
  }

  /** Leaves at once; {@link #deregister} says so to etcd, which takes longer. */
  void detach() {
    streams.forEach(SimulatedStream::close);
  }

  /** Waits for etcd. */
  void deregister() {
    presence.close();
  }

  private void send() {
    GatewayReport report = next().build();
    streams.forEach(stream -> stream.send(report));
  }

  private GatewayReport.Builder next() {
    sequence++;
    return GatewayReport.newBuilder()
        .setGateway(registration.getGateway())
        .setRegion(registration.getRegion())
        .setGeneration(registration.getGeneration())
        .setSequence(sequence)
        .setState(GatewayState.SERVING)
        .setLoad(load.measured());
  }

  private static GatewayRegistration registration(int index, String region) {
    String gateway = "gw-%s-%05d".formatted(region, index);
    String host =
        "10.%d.%d.%d".formatted(index / 62_500, index / HOSTS_PER_DOMAIN % 250, index % 250);
    long now = System.currentTimeMillis();
    return GatewayRegistration.newBuilder()
        .setGateway(gateway)
        .setRegion(region)
        .setGeneration(now)
        .setFailureDomain("zone-" + index % 3)
        .addEndpoints(
            Endpoint.newBuilder()
                .setGateway(gateway)
                .setTransport(Transport.TCP)
                .setHost(host)
                .setPort(7000))
        .setGrpcAddress(host + ":7001")
        .setOperationsAddress(host + ":7002")
        .setCapacity(
            Capacity.newBuilder()
                .setConnections(SimulatedLoad.CAPACITY)
                .setAcceptsPerSecond(2_000)
                .setMessagesPerSecond(100_000)
                .setBytesPerSecond(100_000_000))
        .setVersion("bench")
        .setStartedUnixMillis(now - AGE_MILLIS)
        .build();
  }
}
