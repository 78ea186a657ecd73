package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.coordination.FreePort;
import io.drawbridge.gateway.GatewayConfig.CapacityConfig;
import io.drawbridge.gateway.GatewayConfig.ClientDoorConfig;
import io.drawbridge.gateway.GatewayConfig.DetachedConfig;
import io.drawbridge.gateway.GatewayConfig.DirectoryConfig;
import io.drawbridge.gateway.GatewayConfig.EtcdConfig;
import io.drawbridge.gateway.GatewayConfig.HandOverConfig;
import io.drawbridge.gateway.GatewayConfig.LimitsConfig;
import io.drawbridge.gateway.GatewayConfig.TokensConfig;
import io.drawbridge.gateway.attach.TestTokens;
import io.drawbridge.gateway.control.Undertaking;
import io.drawbridge.gateway.directory.RedisServer;
import io.drawbridge.gateway.overload.Mode;
import io.drawbridge.gateway.overload.OverloadSettings;
import io.drawbridge.process.Succession;
import io.drawbridge.process.config.ByteSize;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.process.operations.Health;
import io.drawbridge.process.telemetry.Identity;
import io.drawbridge.process.telemetry.Metrics;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.LaneStart;
import io.drawbridge.proto.client.v1.Resume;
import io.drawbridge.proto.control.v1.Peer;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.proto.control.v1.PolicySet;
import io.drawbridge.proto.control.v1.Restart;
import io.drawbridge.proto.control.v1.Revocation;
import io.drawbridge.proto.control.v1.RevocationSet;
import io.drawbridge.proto.handover.v1.HandedLoad;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A whole gateway in this process, with a real business behind it; no etcd, Redis or control plane.
 */
final class TestGateway implements AutoCloseable {
  /** How long sessions wait for their clients. */
  static final int GRACE_SECONDS = 6;

  private static final String RESUME_KEYS =
      "current: {id: test, secret: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY}\n";

  final FakeBusiness business;
  private final FakeSuccession succession = new FakeSuccession();
  final Metrics metrics = new Metrics(new Identity("gateway", "gw-1", "local-1"));
  final int grpcPort;

  /** Once in a JVM, and no test is about how fast it gets. */
  private static final Duration REHEARSAL = Duration.ofSeconds(3);

  private final int clientPort;
  private final GatewayConfig config;
  private final boolean ownsBusiness;
  private boolean closed;
  private final List<HostPort> controlPlanes;
  private final Function<HostPort, ClientDoorConfig> door;
  private final Bounds bounds;
  private final Gateway gateway;

  TestGateway(Path directory) throws Exception {
    this(directory, FreePort.find());
  }

  /** {@code redisPort}: where a Redis is, or where none is. */
  TestGateway(Path directory, int redisPort) throws Exception {
    this(directory, redisPort, OptionalInt.empty());
  }

  /** {@code businessPort}: where messages go instead of to {@link #business}. */
  TestGateway(Path directory, int redisPort, OptionalInt businessPort) throws Exception {
    this(directory, redisPort, businessPort, "local-1", List.of());
  }

  /** One of a region among others. */
  TestGateway(
      Path directory, int redisPort, OptionalInt businessPort, String region, List<String> regions)
      throws Exception {
    this(
        directory,
        redisPort,
        businessPort,
        region,
        regions,
        List.of(),
        TestGateway::plainDoor,
        Bounds.WIDE,
        Optional.empty());
  }

  private TestGateway(
      Path directory,
      int redisPort,
      OptionalInt businessPort,
      String region,
      List<String> regions,
      List<HostPort> controlPlanes,
      Function<HostPort, ClientDoorConfig> door,
      Bounds bounds,
      Optional<HandOverConfig> handOver)
      throws Exception {
    this(
        directory,
        redisPort,
        businessPort,
        region,
        regions,
        controlPlanes,
        door,
        bounds,
        handOver,
        UnaryOperator.identity());
  }

  private TestGateway(
      Path directory,
      int redisPort,
      OptionalInt businessPort,
      String region,
      List<String> regions,
      List<HostPort> controlPlanes,
      Function<HostPort, ClientDoorConfig> door,
      Bounds bounds,
      Optional<HandOverConfig> handOver,
      UnaryOperator<GatewayConfig> otherwise)
      throws Exception {
    business = new FakeBusiness();
    ownsBusiness = true;
    grpcPort = FreePort.find();
    clientPort = FreePort.find();
    this.controlPlanes = controlPlanes;
    this.door = door;
    this.bounds = bounds;
    Path services = directory.resolve("services.yaml");
    Files.writeString(
        services,
        """
        services:
          - {id: 1, name: chat, app: default, target: "127.0.0.1:%d", tier: interactive, time-limit: 1s}
        """
            .formatted(businessPort.orElse(business.port())));
    Path keys = Files.writeString(directory.resolve("keys.json"), TestTokens.keySet());
    Path resumeKeys = Files.writeString(resumeKeysIn(directory), RESUME_KEYS);
    config =
        otherwise.apply(
            config(
                services,
                keys,
                resumeKeys,
                redisPort,
                "gw-" + grpcPort,
                region,
                regions,
                handOver));
    gateway = Gateway.start(config, new Health(), metrics);
    gateway.succession(succession);
  }

  /** The next process of {@code before}, in this process. */
  private TestGateway(TestGateway before, GatewayConfig config) throws Exception {
    business = before.business;
    ownsBusiness = false;
    grpcPort = before.grpcPort;
    clientPort = before.clientPort;
    controlPlanes = before.controlPlanes;
    door = before.door;
    bounds = before.bounds;
    this.config = config;
    gateway = Gateway.start(config, new Health(), metrics);
    gateway.succession(succession);
  }

  /** What the process around it would do when it hands over. */
  static final class FakeSuccession implements Succession {
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    @Override
    public void giveUpOperations() {}

    @Override
    public void takeOperationsBack() {}

    @Override
    public void end(long next) {
      ended.complete(null);
    }
  }

  /** One that can hand over; with {@code redisPort} as above. */
  static TestGateway handingOver(
      Path directory, int redisPort, Function<HostPort, ClientDoorConfig> door) throws Exception {
    return new TestGateway(
        directory,
        redisPort,
        OptionalInt.empty(),
        "local-1",
        List.of(),
        List.of(),
        door,
        Bounds.WIDE,
        Optional.of(handOver(directory, Optional.empty())));
  }

  /**
   * One that can hand over, makes its own key of resume tokens, and keeps sessions for a minute.
   */
  static TestGateway handingOverWithoutKeys(Path directory) throws Exception {
    return new TestGateway(
        directory,
        FreePort.find(),
        OptionalInt.empty(),
        "local-1",
        List.of(),
        List.of(),
        TestGateway::plainDoor,
        Bounds.WIDE,
        Optional.of(handOver(directory, Optional.empty())),
        config -> withResumeKeys(config, Optional.empty()));
  }

  private static GatewayConfig withResumeKeys(GatewayConfig config, Optional<Path> resumeKeys) {
    TokensConfig tokens = config.tokens();
    return with(
        config, new TokensConfig(tokens.keys(), tokens.keysPoll(), tokens.keysCopy(), resumeKeys));
  }

  private static GatewayConfig with(GatewayConfig of, TokensConfig tokens) {
    return new GatewayConfig(
        of.gateway(),
        of.region(),
        of.regions(),
        of.failureDomain(),
        of.labels(),
        of.fleetGeneration(),
        of.insecure(),
        of.clientDoor(),
        of.grpcAddress(),
        of.operationsAddress(),
        of.etcd(),
        of.redis(),
        of.directory(),
        of.controlPlanes(),
        tokens,
        of.services(),
        of.policyFile(),
        of.eventLoops(),
        of.heartbeat(),
        of.settle(),
        new DetachedConfig(Duration.ofMinutes(1), 100, new ByteSize(10 << 20)),
        of.reportInterval(),
        of.drainTime(),
        of.reconnectWindow(),
        of.capacity(),
        of.limits(),
        of.overload(),
        of.handOver());
  }

  /** One that can hand over, and whose next process is started by this. */
  static TestGateway handingOverBy(Path directory, List<String> command) throws Exception {
    return new TestGateway(
        directory,
        FreePort.find(),
        OptionalInt.empty(),
        "local-1",
        List.of(),
        List.of(),
        TestGateway::plainDoor,
        Bounds.WIDE,
        Optional.of(handOver(directory, Optional.of(command))));
  }

  private static HandOverConfig handOver(Path directory, Optional<List<String>> command) {
    return new HandOverConfig(directory.resolve("hand-over.sock"), command, Optional.of(REHEARSAL));
  }

  /** As a directive asks for it, when this process is the one that runs. */
  Undertaking restart(String artifact) {
    return gateway.next().restart(restartOf(artifact));
  }

  /** The same step, told to {@code next}. */
  Undertaking restartAskedOf(TestGateway next) {
    return next.gateway.next().restart(restartOf(""));
  }

  private Restart restartOf(String artifact) {
    return Restart.newBuilder()
        .setArtifact(artifact)
        .setGeneration(gateway.fleet().generation())
        .build();
  }

  /** Starts its next process, which takes over from it. */
  TestGateway next() throws Exception {
    return new TestGateway(this, config);
  }

  /** The same, with the keys of resume tokens that the configuration names, or without. */
  TestGateway next(Optional<Path> resumeKeys) throws Exception {
    return new TestGateway(this, withResumeKeys(config, resumeKeys));
  }

  /** Has it behave as if it had found this out of its load. */
  void goesOnAs(HandedLoad load) {
    gateway.clients().goOnAs(load);
  }

  /** What it would tell its next process. */
  HandedLoad handedLoad() {
    return gateway.clients().handedLoad();
  }

  /** Sends new clients elsewhere. */
  void beginDrain() {
    boolean _ = gateway.clients().drain().begin();
  }

  /** Where its next process comes to. */
  Path handOverSocket() {
    return config.handOver().orElseThrow().socket();
  }

  /** True while the process that it took over from has not ended. */
  boolean hasProcessBefore() {
    return gateway.hasProcessBefore();
  }

  /** True when it has handed over everything, and would have ended its process. */
  boolean hasEnded() {
    return succession.ended.isDone();
  }

  /** With a client door of its own, as {@code door} says for the address that is free for it. */
  static TestGateway behind(Path directory, Function<HostPort, ClientDoorConfig> door)
      throws Exception {
    return reporting(directory, List.of(), door);
  }

  /** The same, of a fleet that has control planes. */
  static TestGateway reporting(
      Path directory, List<HostPort> controlPlanes, Function<HostPort, ClientDoorConfig> door)
      throws Exception {
    return new TestGateway(
        directory,
        FreePort.find(),
        OptionalInt.empty(),
        "local-1",
        List.of(),
        controlPlanes,
        door,
        Bounds.WIDE,
        Optional.empty());
  }

  /** What it can take. */
  record Bounds(CapacityConfig capacity, LimitsConfig limits) {
    static final CapacityConfig CAPACITY =
        new CapacityConfig(1_000, 1_000, 1_000, 10_000, new ByteSize(100 << 20));
    static final LimitsConfig LIMITS =
        new LimitsConfig(1_000, 1_000, List.of(), new ByteSize(64 << 20), Optional.empty());
    static final Bounds WIDE = new Bounds(CAPACITY, LIMITS);
  }

  /** One whose bounds are within a test's reach. */
  static TestGateway bounded(Path directory, Bounds bounds) throws Exception {
    return new TestGateway(
        directory,
        FreePort.find(),
        OptionalInt.empty(),
        "local-1",
        List.of(),
        List.of(),
        TestGateway::plainDoor,
        bounds,
        Optional.empty());
  }

  static ClientDoorConfig plainDoor(HostPort address) {
    return new ClientDoorConfig(
        address,
        "127.0.0.1",
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  int clientPort() {
    return clientPort;
  }

  private GatewayConfig config(
      Path services,
      Path keys,
      Path resumeKeys,
      int redisPort,
      String name,
      String region,
      List<String> regions,
      Optional<HandOverConfig> handOver) {
    return new GatewayConfig(
        name,
        region,
        regions,
        "host-1",
        Map.of("zone", "a"),
        1,
        false,
        door.apply(local(clientPort)),
        local(grpcPort),
        local(0),
        new EtcdConfig(List.of(URI.create("http://127.0.0.1:1")), Duration.ofSeconds(5)),
        URI.create("redis://127.0.0.1:" + redisPort),
        new DirectoryConfig(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(2)),
        controlPlanes,
        new TokensConfig(
            keys.toString(), Duration.ofMinutes(1), Optional.empty(), Optional.of(resumeKeys)),
        services,
        Optional.of(services.resolveSibling("policies")),
        2,
        Duration.ofSeconds(2),
        Duration.ofMillis(300),
        new DetachedConfig(Duration.ofSeconds(GRACE_SECONDS), 100, new ByteSize(10 << 20)),
        Duration.ofMillis(500),
        Duration.ofMillis(500),
        Duration.ofMillis(500),
        bounds.capacity(),
        bounds.limits(),
        new OverloadSettings(Mode.ENFORCE, Duration.ofMillis(2)),
        handOver);
  }

  /** One of several gateways, with a directory of its own below {@code directory}. */
  static TestGateway in(String region, List<String> regions, Path directory, RedisServer redis)
      throws Exception {
    return new TestGateway(
        Files.createTempDirectory(directory, region),
        URI.create(redis.uri()).getPort(),
        OptionalInt.empty(),
        region,
        regions);
  }

  /** Tells it who the others are. */
  void named(PeerList peers) {
    gateway.peers().named(peers);
  }

  /** Tells it its policies; fails if it refuses them. */
  void obeys(PolicySet set) {
    assertThat(gateway.policies().apply(1, set)).isEmpty();
  }

  /** Tells it that tokens of {@code user} issued until {@code notBefore} do not count. */
  void revoked(String user, String device, Instant notBefore) {
    gateway
        .revocations()
        .add(
            RevocationSet.newBuilder()
                .addRevocations(
                    Revocation.newBuilder()
                        .setApp("default")
                        .setUser(user)
                        .setDevice(device)
                        .setNotBeforeUnixMillis(notBefore.toEpochMilli())
                        .setEndsUnixMillis(notBefore.plusSeconds(600).toEpochMilli()))
                .build());
  }

  /** As a peer of others. */
  Peer peer() {
    return Peer.newBuilder()
        .setGateway("gw-" + grpcPort)
        .setGrpcAddress("127.0.0.1:" + grpcPort)
        .build();
  }

  /** The file of resume keys that it has, unless it was told to have none. */
  static Path resumeKeysIn(Path directory) {
    return directory.resolve("resume-keys.yaml");
  }

  /** What {@code /metrics} says in the line of {@code series}. */
  double metric(String series) {
    return metrics
        .text()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findAny()
        .orElse(Double.NaN);
  }

  /** {@code source}: the address that it comes from. */
  RawClient clientFrom(String source) throws IOException {
    InetAddress from = InetAddress.ofLiteral(source);
    return new RawClient(new Socket(InetAddress.getLoopbackAddress(), clientPort, from, 0));
  }

  RawClient client() throws IOException {
    return new RawClient(clientPort);
  }

  /** A CONNECT of a new client instance of this user. */
  static Connect.Builder connect(String user) {
    return connectWith(TestTokens.valid("default", user));
  }

  /** The same with a token that names the user's home region. */
  static Connect.Builder connect(String user, String home) {
    return connectWith(TestTokens.atHome("default", user, home));
  }

  static Connect.Builder connectWith(String token) {
    return Connect.newBuilder()
        .setProtocolVersion(1)
        .setToken(token)
        .setDevice("phone")
        .setEpoch(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE))
        .setConnectNumber(1);
  }

  /** The next dial of a client that has been connected, whose lane of service 1 goes on there. */
  static Connect resuming(Connect.Builder before, Connected connected, long nextSeq) {
    return before
        .setConnectNumber(before.getConnectNumber() + 1)
        .clearLanes()
        .addLanes(LaneStart.newBuilder().setService(1).setNextSeq(nextSeq))
        .setResume(
            Resume.newBuilder()
                .setSession(connected.getSession())
                .setToken(connected.getResumeToken()))
        .build();
  }

  RawClient connected(String user) throws Exception {
    RawClient client = client();
    client.connect(connect(user).build());
    return client;
  }

  /** As by SIGTERM. */
  void stop() {
    if (!hasEnded() && !closed) {
      gateway.stop();
    }
    closed = true;
  }

  @Override
  public void close() {
    stop();
    if (ownsBusiness) {
      business.close();
    }
  }

  private static HostPort local(int port) {
    return new HostPort("127.0.0.1", port);
  }
}
