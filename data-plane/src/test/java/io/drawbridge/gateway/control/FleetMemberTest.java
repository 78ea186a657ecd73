package io.drawbridge.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.EtcdServer;
import io.drawbridge.coordination.registry.RegionKeys;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.Drain;
import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.control.v1.Peer;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.proto.control.v1.ResultKind;
import io.drawbridge.proto.control.v1.Step;
import io.drawbridge.proto.handover.v1.Obeyed;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A member of a fleet with a real etcd and control planes over real gRPC. */
class FleetMemberTest {
  private static final Duration OFTEN = Duration.ofMillis(50);
  private static final Duration NEVER = Duration.ofDays(1);
  private static final Duration TTL = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Fence FENCE =
      Fence.newBuilder().setFleetGeneration(1).setLeaderEpoch(50).build();
  private static final PeerList ONE_PEER =
      PeerList.newBuilder().addGateways(Peer.newBuilder().setGateway("gw-2")).build();
  private static final Directive PEERS =
      Directive.newBuilder().setFence(FENCE).setPeers(ONE_PEER).build();

  private static final EventLoopGroup LOOPS =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private static EtcdServer server;

  private final FakeControlPlane first = FakeControlPlane.start();
  private final HostPort firstAddress = first.address();
  private final AtomicInteger measured = new AtomicInteger();
  private final List<PeerList> peers = new CopyOnWriteArrayList<>();
  private final FakeClients clients = new FakeClients();
  private final List<FleetMember> members = new ArrayList<>();
  private volatile GatewayState state = GatewayState.SERVING;

  @BeforeAll
  static void startEtcd() {
    server = EtcdServer.startLocal();
  }

  @AfterAll
  static void stopEtcd() {
    if (server != null) {
      server.close();
    }
    LOOPS.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @AfterEach
  void close() {
    members.forEach(FleetMember::close);
    first.close();
  }

  @Test
  void introducesItselfOnceAStreamAndReportsEveryInterval() {
    join(OFTEN, 17, firstAddress);

    await().until(() -> first.reports.size() >= 5);

    List<GatewayReport> reports = List.copyOf(first.reports);
    assertThat(reports.getFirst().getRegistration()).isEqualTo(registration(17));
    assertThat(reports.subList(1, 5)).noneMatch(GatewayReport::hasRegistration);
    assertThat(reports)
        .allMatch(report -> report.getGateway().equals("gw-1") && report.getGeneration() == 17)
        .extracting(GatewayReport::getSequence)
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(reports.get(4).getLoad().getConnections()).isPositive();
  }

  @Test
  void reportsAtOnceWhenTheStateChangesWithoutMeasuringAgain() {
    FleetMember member = join(NEVER, 17, firstAddress);
    await().until(() -> first.reports.size() == 1);

    state = GatewayState.GATEWAY_DRAINING;
    member.stateChanged();

    await().until(() -> first.reports.size() == 2);
    assertThat(first.reports.getLast().getState()).isEqualTo(GatewayState.GATEWAY_DRAINING);
    assertThat(measured).hasValue(0);
  }

  @Test
  void attachesToEveryControlPlaneAndIsHeldUpByNone() throws Exception {
    try (FakeControlPlane second = FakeControlPlane.start();
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      HostPort silentAddress = new HostPort("127.0.0.1", silent.getLocalPort());
      FleetMember member = join(OFTEN, 17, silentAddress, firstAddress, second.address());

      await().until(() -> first.reports.size() > 3 && second.reports.size() > 3);
      first.send(PEERS);
      second.send(PEERS);
      await().until(() -> member.silentControlPlanes().equals(List.of(silentAddress)));
    }
  }

  @Test
  void keepsThePeersAndComesBackWhenTheControlPlaneWasGone() {
    FleetMember member = join(OFTEN, 17, firstAddress);
    await().until(() -> !first.reports.isEmpty());
    first.send(PEERS);
    await().until(() -> peers.size() == 1);

    first.close();
    await().until(() -> member.silentControlPlanes().size() == 1);
    assertThat(peers).containsExactly(ONE_PEER);

    try (FakeControlPlane again = FakeControlPlane.startAt(firstAddress)) {
      await().atMost(PATIENCE).until(() -> again.reports.size() > 2);
      assertThat(again.reports.getFirst().getRegistration()).isEqualTo(registration(17));
    }
  }

  @Test
  void measuresWithoutAnyControlPlaneAndAttachesToALateOne() {
    first.close();
    FleetMember member = join(OFTEN, 17, firstAddress);
    await().until(() -> measured.get() > 3);
    assertThat(member.silentControlPlanes()).containsExactly(firstAddress);

    try (FakeControlPlane late = FakeControlPlane.startAt(firstAddress)) {
      await().atMost(PATIENCE).until(() -> !late.reports.isEmpty());
    }
  }

  @Test
  void obeysAStepAndTellsHowItStandsUntilItIsOver() {
    join(OFTEN, 17, firstAddress);
    await().until(() -> !first.reports.isEmpty());

    first.send(drain("op-1"));
    await().until(() -> last(ResultKind.IN_PROGRESS, 10));
    clients.errand.left = 3;
    await().until(() -> last(ResultKind.IN_PROGRESS, 3));
    clients.errand.over = true;
    await().until(() -> last(ResultKind.DONE, 3));

    assertThat(clients.told).containsExactly("drain 5000");
  }

  @Test
  void aStepWaitsUntilItHasTakenOver() {
    FleetMember member = join(OFTEN, 17, firstAddress);
    await().until(() -> !first.reports.isEmpty());
    member.goOnAfter(Obeyed.getDefaultInstance());

    first.send(drain("op-1"));
    await().until(() -> last(ResultKind.RETRY, 0));
    assertThat(clients.told).isEmpty();
    member.tookOver();
    first.send(drain("op-1"));

    await().until(() -> last(ResultKind.IN_PROGRESS, 10));
    assertThat(clients.told).containsExactly("drain 5000");
  }

  @Test
  void aProcessBeforeThatStandsStillKeepsNobodyFromThisOneForEver() {
    FleetMember member = join(OFTEN, 17, firstAddress);
    await().until(() -> !first.reports.isEmpty());
    member.goOnAfter(Obeyed.getDefaultInstance(), Duration.ofMillis(50));

    await()
        .until(() -> {
          first.send(drain("op-1"));
          return last(ResultKind.IN_PROGRESS, 10);
        });

    assertThat(clients.told).containsExactly("drain 5000");
  }

  @Test
  void aProcessWhoseNextOneHasGoneBeginsStepsAgain() {
    FleetMember member = join(OFTEN, 17, firstAddress);
    await().until(() -> !first.reports.isEmpty());
    var _ = member.handOver();
    first.send(drain("op-1"));
    await().until(() -> last(ResultKind.RETRY, 0));

    member.goOn();
    first.send(drain("op-1"));

    await().until(() -> last(ResultKind.IN_PROGRESS, 10));
  }

  private boolean last(ResultKind kind, int left) {
    return first.reports.stream()
        .flatMap(report -> report.getResultsList().stream())
        .reduce((one, later) -> later)
        .filter(result -> result.getKind() == kind && result.getProgress().getLeft() == left)
        .isPresent();
  }

  @Test
  void registersAndALaterProcessTakesItsPlace() throws Exception {
    FleetMember earlier = join(NEVER, 17);
    await().atMost(PATIENCE).until(() -> earlier.registrationTrouble().isEmpty());

    FleetMember later = join(NEVER, 18);

    await()
        .atMost(PATIENCE)
        .until(() ->
            later.registrationTrouble().isEmpty() && earlier.registrationTrouble().isPresent());
    assertThat(registeredJson()).contains("\"generation\":\"18\"");
  }

  @Test
  void aProcessWhoseClockWentBackRegistersWhenItsPredecessorIsGone() throws Exception {
    FleetMember predecessor = join(NEVER, 18);
    await().atMost(PATIENCE).until(() -> predecessor.registrationTrouble().isEmpty());
    FleetMember ours = join(NEVER, 17);
    assertThat(ours.registrationTrouble()).isPresent();

    members.remove(predecessor);
    predecessor.close();

    await().atMost(PATIENCE).until(() -> ours.registrationTrouble().isEmpty());
    assertThat(registeredJson()).contains("\"generation\":\"17\"");
  }

  @Test
  void registersAgainWhenEtcdWasGoneAndReportsMeanwhile() {
    FleetMember member = join(OFTEN, 17, firstAddress);
    await().atMost(PATIENCE).until(() -> member.registrationTrouble().isEmpty());

    server.kill();
    await().atMost(PATIENCE).until(() -> member.registrationTrouble().isPresent());
    int before = first.reports.size();
    await().until(() -> first.reports.size() > before + 3);

    server.restart();
    await().atMost(PATIENCE).until(() -> member.registrationTrouble().isEmpty());
  }

  private FleetMember join(Duration reportInterval, long generation, HostPort... controlPlanes) {
    FleetMember member =
        new FleetMember(
            new FleetMember.Settings(
                registration(generation),
                server.endpoints(),
                TTL,
                List.of(controlPlanes),
                reportInterval),
            new FleetMember.Parts(
                () -> state,
                () -> Load.newBuilder().setConnections(measured.incrementAndGet()).build(),
                peers::add,
                revocations -> {},
                PolicyControl.NONE,
                clients,
                new FakeRestarts(),
                LOOPS));
    members.add(member);
    member.start();
    return member;
  }

  private static String registeredJson() throws Exception {
    try (Coordination etcd = server.connect()) {
      return etcd.document(new RegionKeys("local-1").gateway("gw-1"))
          .read()
          .orElseThrow()
          .content()
          .toStringUtf8();
    }
  }

  private static GatewayRegistration registration(long generation) {
    return GatewayRegistration.newBuilder()
        .setGateway("gw-1")
        .setRegion("local-1")
        .setGeneration(generation)
        .setStartedUnixMillis(generation)
        .setGrpcAddress("127.1.1.1:7001")
        .build();
  }

  private static Directive drain(String operation) {
    Step step =
        Step.newBuilder()
            .setOperation(operation)
            .setNumber(1)
            .setDrain(Drain.newBuilder().setDeadlineMillis(5_000))
            .build();
    return Directive.newBuilder().setFence(FENCE).setStep(step).build();
  }
}
