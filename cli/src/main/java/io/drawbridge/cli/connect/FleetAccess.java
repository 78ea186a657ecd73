package io.drawbridge.cli.connect;

import io.drawbridge.cli.context.DevelopmentKey;
import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.client.ClientBuilder;
import io.drawbridge.client.DrawbridgeClient;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a user of the local fleet gets in: bootstrap addresses and development tokens. */
final class FleetAccess {
  private static final String APP = "default";
  private static final Duration TOKEN_VALIDITY = Duration.ofMinutes(5);

  private final FleetDocument fleet;
  private final InstantSource clock;

  FleetAccess(FleetDocument fleet, InstantSource clock) {
    this.fleet = fleet;
    this.clock = clock;
  }

  /** The region called {@code name}: its number or its name. Empty: none is called so. */
  Optional<FleetDocument.Region> region(String name) {
    return fleet.regions().stream()
        .filter(region -> region.region().equals(name) || name.equals("" + region.number()))
        .findFirst();
  }

  String regionNames() {
    return fleet.regions().stream()
        .map(FleetDocument.Region::region)
        .collect(Collectors.joining(", "));
  }

  /** A client of {@code user} that starts at the first region's HTTPDNS. */
  ClientBuilder client(String user) {
    return client(user, fleet.regions().getFirst());
  }

  /** A client of {@code user} whose address is one of {@code region}'s. */
  ClientBuilder clientIn(String user, FleetDocument.Region region) {
    return client(user, region).sourceAddress(sourceAddress(region.number()));
  }

  private ClientBuilder client(String user, FleetDocument.Region region) {
    DevelopmentKey key = DevelopmentKey.of(fleet);
    ClientBuilder builder =
        DrawbridgeClient.builder()
            .ipconfig(fleet.bootstrap().httpdnsName(), fleet.bootstrap().ipconfigPort())
            .app(APP)
            .device(user) // also the key by which ipconfig spreads clients
            .token(() -> key.token(user, APP, clock.instant(), TOKEN_VALIDITY));
    region.httpdns().forEach(builder::httpDns);
    return builder;
  }

  private static InetAddress sourceAddress(int region) {
    try {
      return InetAddress.getByAddress(new byte[] {127, (byte) region, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // four bytes are an address
    }
  }
}
