package io.drawbridge.gateway;

import io.drawbridge.gateway.admission.Admission;
import io.drawbridge.gateway.admission.SourceRules;
import io.drawbridge.gateway.handover.Predecessor;
import io.drawbridge.gateway.listen.ClientTransport;
import io.drawbridge.gateway.overload.OverloadSettings;
import io.drawbridge.gateway.websocket.WebSocketRules;
import io.drawbridge.process.config.ByteSize;
import io.drawbridge.process.config.Cidr;
import io.drawbridge.process.config.Exposure;
import io.drawbridge.process.config.HostPort;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A gateway's configuration; {@code gateway-defaults.yaml} says what each key means. */
public record GatewayConfig(
    String gateway,
    String region,
    List<String> regions,
    String failureDomain,
    Map<String, String> labels,
    long fleetGeneration,
    boolean insecure,
    ClientDoorConfig clientDoor,
    HostPort grpcAddress,
    HostPort operationsAddress,
    EtcdConfig etcd,
    URI redis,
    DirectoryConfig directory,
    List<HostPort> controlPlanes,
    TokensConfig tokens,
    Path services,
    Optional<Path> policyFile,
    int eventLoops,
    Duration heartbeat,
    Duration settle,
    DetachedConfig detached,
    Duration reportInterval,
    Duration drainTime,
    Duration reconnectWindow,
    CapacityConfig capacity,
    LimitsConfig limits,
    OverloadSettings overload,
    Optional<HandOverConfig> handOver) {

  private static final int MAX_EVENT_LOOPS = 256;
  private static final int MAX_LABELS = 16;

  /** A client waits 5 s for CONNECTED. */
  private static final Duration LONGEST_SETTLE = Duration.ofSeconds(3);

  /** Ids are parts of etcd keys and Redis values. */
  private static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

  public GatewayConfig {
    require(gateway.matches(ID), "gateway", gateway, "letters, digits, . _ -, at most 63");
    require(region.matches(ID), "region", region, "letters, digits, . _ -, at most 63");
    regions.forEach(
        name -> require(name.matches(ID), "regions", name, "letters, digits, . _ -, at most 63"));
    require(
        regions.isEmpty() || regions.contains(region),
        "regions",
        regions,
        "this gateway's own among them, " + region);
    require(
        labels.size() <= MAX_LABELS
            && labels.keySet().stream().allMatch(name -> name.matches(ID))
            && labels.values().stream().allMatch(value -> value.matches(ID)),
        "labels",
        labels,
        "at most 16 of name: value, each letters, digits, . _ -, at most 63");
    require(
        eventLoops >= 0 && eventLoops <= MAX_EVENT_LOOPS,
        "event-loops",
        eventLoops,
        "0 to " + MAX_EVENT_LOOPS);
    require(
        heartbeat.toSeconds() >= 1 && heartbeat.toHours() < 1,
        "heartbeat",
        heartbeat,
        "1 s to 1 h");
    require(
        settle.isPositive() && settle.compareTo(LONGEST_SETTLE) <= 0,
        "settle",
        settle,
        "> 0, <= 3 s");
    require(reportInterval.isPositive(), "report-interval", reportInterval, "> 0");
  }

  /** The same with room for fewer. */
  GatewayConfig with(CapacityConfig less) {
    return new GatewayConfig(
        gateway,
        region,
        regions,
        failureDomain,
        labels,
        fleetGeneration,
        insecure,
        clientDoor,
        grpcAddress,
        operationsAddress,
        etcd,
        redis,
        directory,
        controlPlanes,
        tokens,
        services,
        policyFile,
        eventLoops,
        heartbeat,
        settle,
        detached,
        reportInterval,
        drainTime,
        reconnectWindow,
        less,
        limits,
        overload,
        handOver);
  }

  /** Event loops to start. */
  int effectiveEventLoops() {
    return eventLoops > 0 ? eventLoops : Runtime.getRuntime().availableProcessors();
  }

  /**
   * Where clients connect.
   *
   * @param advertisedPort what clients are told to dial; that of the address unless said
   * @param furtherAddresses more of the same, such as that of IPv6
   * @param transports what is spoken there; empty for what is safe
   * @param origins whose pages may open WebSockets
   * @param proxy a second door, for balancers
   */
  public record ClientDoorConfig(
      HostPort address,
      String advertisedHost,
      Optional<Integer> advertisedPort,
      List<HostPort> furtherAddresses,
      List<ClientTransport> transports,
      List<String> origins,
      Optional<TlsConfig> tls,
      Optional<ProxyConfig> proxy) {
    private static final int LAST_PORT = 65_535;

    public ClientDoorConfig {
      advertisedPort.ifPresent(
          port -> require(port >= 1 && port <= LAST_PORT, "advertised-port", port, "1 to 65535"));
      require(
          tls.isPresent() || transports.stream().noneMatch(ClientTransport::isSecure),
          "transports",
          transports,
          "tls beside it, for those that are secure");
      WebSocketRules.of(origins); // says which one is none
    }

    /**
     * Those configured; else all that the certificates allow, but plain ones only where nobody else
     * listens, or where there is no TLS, which has to be insisted on.
     */
    Set<ClientTransport> transportsAt(HostPort listening) {
      if (!transports.isEmpty()) {
        return Set.copyOf(transports);
      }
      boolean plain = tls.isEmpty() || Exposure.isLoopback(listening);
      return Stream.of(ClientTransport.values())
          .filter(each -> each.isSecure() ? tls.isPresent() : plain)
          .collect(Collectors.toUnmodifiableSet());
    }
  }

  /**
   * TLS at the client door.
   *
   * @param certificates the file that lists them
   * @param name what clients verify; the first name of the first certificate unless said
   */
  public record TlsConfig(Path certificates, Optional<String> name) {}

  /**
   * A door for balancers that tell the client's address by PROXY version 2.
   *
   * @param from the balancers' addresses
   */
  public record ProxyConfig(HostPort address, List<Cidr> from) {
    public ProxyConfig {
      require(!from.isEmpty(), "from", from, "the balancers' addresses, such as 10.0.0.0/24");
    }
  }

  /** The region's etcd. */
  public record EtcdConfig(List<URI> endpoints, Duration registrationTtl) {
    private static final int SHORTEST_TTL_SECONDS = 2;

    public EtcdConfig {
      require(!endpoints.isEmpty(), "endpoints", endpoints, "at least one");
      require(
          registrationTtl.toSeconds() >= SHORTEST_TTL_SECONDS,
          "registration-ttl",
          registrationTtl,
          ">= " + SHORTEST_TTL_SECONDS + "s");
    }
  }

  /**
   * How this gateway asks the directory, and heals it.
   *
   * @param commandTimeout for one answer of Redis; a CONNECT waits for two at most
   */
  public record DirectoryConfig(
      Duration commandTimeout, Duration reassertSpread, Duration distrust) {
    public DirectoryConfig {
      require(commandTimeout.isPositive(), "command-timeout", commandTimeout, "> 0");
    }
  }

  /**
   * Who signs clients' tokens, and with what resume tokens are signed.
   *
   * @param keys a file, or an http or https URL
   */
  public record TokensConfig(
      String keys, Duration keysPoll, Optional<Path> keysCopy, Optional<Path> resumeKeys) {
    private static final Duration SHORTEST_POLL = Duration.ofSeconds(1);

    public TokensConfig {
      require(keysPoll.compareTo(SHORTEST_POLL) >= 0, "keys-poll", keysPoll, ">= 1s");
      require(isUsable(keys), "keys", keys, "a file, or an http or https URL");
    }

    /** Where the issuer publishes its keys; empty if they are in a file. */
    Optional<URI> keysUrl() {
      return isUrl(keys) ? Optional.of(URI.create(keys)) : Optional.empty();
    }

    private static boolean isUsable(String keys) {
      try {
        return isUrl(keys) ? new URI(keys).getHost() != null : !Path.of(keys).toString().isBlank();
      } catch (URISyntaxException | InvalidPathException _) {
        return false;
      }
    }

    private static boolean isUrl(String keys) {
      return keys.startsWith("http://") || keys.startsWith("https://");
    }
  }

  /** What is kept of clients that are away. */
  public record DetachedConfig(Duration grace, int sessions, ByteSize memory) {
    public DetachedConfig {
      require(grace.toSeconds() >= 1 && grace.toHours() < 24, "grace", grace, "1 s to 24 h");
      require(sessions >= 0, "sessions", sessions, ">= 0");
    }
  }

  /** What this gateway can hold and do. */
  public record CapacityConfig(
      int connections,
      int acceptsPerSecond,
      int connectsPerSecond,
      int messagesPerSecond,
      ByteSize bytesPerSecond) {
    /** Above {@link #connections}, so that a full gateway can still say where to go. */
    private static final int CONNECTIONS_PER_SPARE_SOCKET = 10;

    public CapacityConfig {
      require(connections >= 1, "connections", connections, ">= 1");
      require(acceptsPerSecond >= 1, "accepts-per-second", acceptsPerSecond, ">= 1");
      require(connectsPerSecond >= 1, "connects-per-second", connectsPerSecond, ">= 1");
      require(messagesPerSecond >= 1, "messages-per-second", messagesPerSecond, ">= 1");
    }

    /** The same with another number of connections. */
    CapacityConfig of(int fewerConnections) {
      return new CapacityConfig(
          fewerConnections, acceptsPerSecond, connectsPerSecond, messagesPerSecond, bytesPerSecond);
    }

    Admission.Rates rates() {
      int spare = Math.max(1, connections / CONNECTIONS_PER_SPARE_SOCKET);
      return new Admission.Rates(connections + spare, acceptsPerSecond, connectsPerSecond);
    }

    /** Clients that can come in. */
    int arrivalsPerSecond() {
      return Math.min(acceptsPerSecond, connectsPerSecond);
    }
  }

  /**
   * What single sources of connections may take, and all connections together.
   *
   * @param sourceExempt those that are not counted
   * @param buffers what sockets have not taken, and beginnings of frames
   * @param messages what waits for businesses and clients to acknowledge; a share of the heap
   *     unless said
   */
  public record LimitsConfig(
      int sourceConnections,
      int sourceAcceptsPerSecond,
      List<Cidr> sourceExempt,
      ByteSize buffers,
      Optional<ByteSize> messages) {
    private static final ByteSize LEAST_BUFFERS = new ByteSize(1 << 20);
    private static final int HEAP_PER_MESSAGES = 4;

    /** Clients that are away leave as much to those that are there. */
    private static final int MESSAGES_PER_DETACHED = 2;

    public LimitsConfig {
      require(buffers.bytes() >= LEAST_BUFFERS.bytes(), "buffers", buffers, ">= " + LEAST_BUFFERS);
      messages.ifPresent(size ->
          require(size.bytes() >= LEAST_BUFFERS.bytes(), "messages", size, ">= " + LEAST_BUFFERS));
      require(sourceConnections >= 1, "source-connections", sourceConnections, ">= 1");
      require(
          sourceAcceptsPerSecond >= 1, "source-accepts-per-second", sourceAcceptsPerSecond, ">= 1");
    }

    /** Of all loops together. */
    long messageBytes() {
      return messages
          .map(ByteSize::bytes)
          .orElseGet(() -> Runtime.getRuntime().maxMemory() / HEAP_PER_MESSAGES);
    }

    /** What of it sessions may hold whose clients are away. */
    long detachedBytes(DetachedConfig detached) {
      return Math.min(detached.memory().bytes(), messageBytes() / MESSAGES_PER_DETACHED);
    }

    SourceRules sources() {
      return new SourceRules(sourceConnections, sourceAcceptsPerSecond, sourceExempt);
    }
  }

  /**
   * How this process hands over to the next, in a hot restart.
   *
   * @param socket where the next process comes to; it and its folder are this user's alone
   * @param command starts the next process, when a directive or SIGHUP asks for it
   * @param rehearsal how long a process may rehearse before it takes over
   */
  public record HandOverConfig(
      Path socket, Optional<List<String>> command, Optional<Duration> rehearsal) {
    /** The compilers have had their turn by then, on a machine with some time left. */
    private static final Duration REHEARSAL = Duration.ofSeconds(20);

    private static final Duration LONGEST_REHEARSAL = Duration.ofSeconds(40);

    public HandOverConfig {
      require(Predecessor.fits(socket), "socket", socket, "a path of at most 107 bytes");
      require(
          command.isEmpty() || !command.get().isEmpty(),
          "command",
          "[]",
          "a program and its arguments, or no such key");
      rehearsal.ifPresent(time ->
          require(
              !time.isNegative() && time.compareTo(LONGEST_REHEARSAL) <= 0,
              "rehearsal",
              time,
              "0s to " + LONGEST_REHEARSAL.toSeconds() + "s"));
    }

    Duration longestRehearsal() {
      return rehearsal.orElse(REHEARSAL);
    }
  }

  private static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: " + expected + ")");
    }
  }
}
