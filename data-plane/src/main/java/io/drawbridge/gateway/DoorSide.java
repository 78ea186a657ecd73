package io.drawbridge.gateway;

import io.drawbridge.gateway.GatewayConfig.ClientDoorConfig;
import io.drawbridge.gateway.GatewayConfig.TlsConfig;
import io.drawbridge.gateway.admission.Admission;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.connection.Loops;
import io.drawbridge.gateway.handover.Predecessor.HandedDoor;
import io.drawbridge.gateway.handover.Successor;
import io.drawbridge.gateway.listen.ClientDoor;
import io.drawbridge.gateway.listen.ClientTransport;
import io.drawbridge.gateway.listen.DoorCounts;
import io.drawbridge.gateway.tls.CertificateException;
import io.drawbridge.gateway.tls.Tls;
import io.drawbridge.gateway.websocket.WebSocketRules;
import io.drawbridge.process.config.Cidr;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.process.operations.Check;
import io.drawbridge.process.operations.Health;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.client.v1.Transport;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/** Where clients come in, and the certificates that they are shown. */
final class DoorSide implements AutoCloseable {
  private final GatewayConfig config;
  private final Optional<Tls> tls;
  private final WebSocketRules webSockets;
  private final DoorCounts counts = new DoorCounts();
  private final ClientDoor.Parts parts;
  private final List<ClientDoor> doors = new ArrayList<>();
  private boolean paused;

  /**
   * Accepts nobody before {@link #open} or {@link #adopt}.
   *
   * @param timer looks for changed certificates
   * @throws CertificateException naming the file that cannot be used
   */
  DoorSide(
      GatewayConfig config,
      Admission admission,
      Loops loops,
      Function<Loop, ChannelHandler> handlers,
      ScheduledExecutorService timer)
      throws CertificateException {
    this.config = config;
    tls = openTls(config.clientDoor().tls(), timer);
    webSockets = WebSocketRules.of(config.clientDoor().origins());
    parts = new ClientDoor.Parts(loops, handlers, admission, tls, webSockets, counts);
  }

  /**
   * Begins to accept.
   *
   * @throws IOException naming the address that cannot be used
   */
  void open() throws IOException {
    adopt(Map.of());
  }

  /**
   * Begins to accept, where it can by the sockets of the process before.
   *
   * @param descriptors by address; those of doors that are not configured any more are closed
   * @throws IOException naming the address that cannot be used
   */
  void adopt(Map<String, Integer> descriptors) throws IOException {
    Map<String, Integer> left = new HashMap<>(descriptors);
    try {
      for (ClientDoor.Settings settings : doors(config.clientDoor())) {
        Integer descriptor = left.remove(settings.address().toString());
        doors.add(
            descriptor == null
                ? ClientDoor.open(settings, parts)
                : ClientDoor.adopt(settings, parts, descriptor));
      }
    } catch (IOException e) {
      close();
      throw e;
    } finally {
      left.values().forEach(Successor::closeDoor);
    }
  }

  /** What each door listens with, for another process. */
  List<HandedDoor> handed() throws IOException {
    List<HandedDoor> handed = new ArrayList<>();
    for (ClientDoor door : doors) {
      handed.add(new HandedDoor(door.settings().address().toString(), door.descriptor()));
    }
    return handed;
  }

  /** Accepts nobody until {@link #goOn}. */
  synchronized void pause() {
    if (!paused) {
      paused = true;
      doors.forEach(ClientDoor::pause);
    }
  }

  /** Accepts again, if it did not. */
  synchronized void goOn() {
    if (paused) {
      paused = false;
      doors.forEach(ClientDoor::goOn);
    }
  }

  private static List<ClientDoor.Settings> doors(ClientDoorConfig config) {
    List<ClientDoor.Settings> doors = new ArrayList<>();
    doors.add(door(config, config.address(), List.of()));
    config.furtherAddresses().forEach(each -> doors.add(door(config, each, List.of())));
    config.proxy().ifPresent(proxy -> doors.add(door(config, proxy.address(), proxy.from())));
    return doors;
  }

  private static ClientDoor.Settings door(
      ClientDoorConfig config, HostPort address, List<Cidr> proxies) {
    return new ClientDoor.Settings(address, config.transportsAt(address), proxies);
  }

  private static Optional<Tls> openTls(Optional<TlsConfig> config, ScheduledExecutorService timer)
      throws CertificateException {
    if (config.isEmpty()) {
      return Optional.empty();
    }
    Tls opened = Tls.open(config.get().certificates());
    var _ = opened.refreshOn(timer);
    return Optional.of(opened);
  }

  DoorCounts counts() {
    return counts;
  }

  WebSocketRules webSockets() {
    return webSockets;
  }

  Optional<Tls> tls() {
    return tls;
  }

  /** The checks tell operators; a gateway with the certificates of before still serves. */
  void register(Health health) {
    tls.ifPresent(files ->
        health.readiness(
            "certificates", () -> files.problem().map(Check::degraded).orElseGet(Check::passing)));
  }

  /** The port clients connect to. */
  int port() {
    return doors.getFirst().port();
  }

  /** What clients are told of this gateway. */
  List<Endpoint> endpoints() {
    ClientDoorConfig told = config.clientDoor();
    return told.transportsAt(told.address()).stream().sorted().map(this::endpoint).toList();
  }

  private Endpoint endpoint(ClientTransport transport) {
    return Endpoint.newBuilder()
        .setGateway(config.gateway())
        .setHost(config.clientDoor().advertisedHost())
        .setPort(config.clientDoor().advertisedPort().orElseGet(this::port))
        .setTransport(Transport.valueOf(transport.name()))
        .setVerifiedName(transport.isSecure() ? verifiedName() : "")
        .build();
  }

  private String verifiedName() {
    return config
        .clientDoor()
        .tls()
        .flatMap(TlsConfig::name)
        .or(() -> tls.map(Tls::firstName))
        .orElse("");
  }

  /** Accepts no socket any more. */
  @Override
  public void close() {
    doors.forEach(ClientDoor::close);
  }
}
