package io.drawbridge.ipconfig.snapshot;

import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The newest snapshot of one region, from whomever it came. Generations only rise, and a fleet that
 * had gateways never becomes empty: an empty list is a fault of the teller. Threads: any.
 */
public final class Snapshots {
  /** A region is planned for hundreds of gateways; more than this is not a snapshot of one. */
  static final int MAX_GATEWAYS = 10_000;

  private final String region;
  private final AtomicReference<@Nullable SnapshotInForce> inForce = new AtomicReference<>();

  public Snapshots(String region) {
    this.region = region;
  }

  /** Empty until the first snapshot; never empty again. */
  public Optional<SnapshotInForce> inForce() {
    return Optional.ofNullable(inForce.get());
  }

  /** Puts {@code offered} in force if it is newer and sound. */
  Offer offer(FleetSnapshot offered, String source) {
    Optional<String> fault = fault(offered);
    if (fault.isPresent()) {
      return new Offer.Refused(fault.get());
    }
    SnapshotInForce next = new SnapshotInForce(offered, source);
    while (true) {
      SnapshotInForce present = inForce.get();
      if (present != null) {
        int order = order(offered, present.snapshot());
        if (order <= 0) {
          return new Offer.NotNewer(order < 0);
        }
        if (offered.getGatewaysCount() == 0 && present.snapshot().getGatewaysCount() > 0) {
          return new Offer.Refused(
              "gateways: none (expected: some, as in generation " + present.generation() + ")");
        }
      }
      if (inForce.compareAndSet(present, next)) {
        return new Offer.Applied();
      }
    }
  }

  private static int order(FleetSnapshot one, FleetSnapshot other) {
    return Generations.OLDEST_FIRST.compare(one.getGeneration(), other.getGeneration());
  }

  private Optional<String> fault(FleetSnapshot offered) {
    if (!offered.getRegion().equals(region)) {
      return Optional.of("region: " + offered.getRegion() + " (expected: " + region + ")");
    }
    if (!offered.hasGeneration()) {
      return Optional.of("generation: missing (expected: one)");
    }
    if (offered.getGatewaysCount() > MAX_GATEWAYS) {
      return Optional.of(
          "gateways: " + offered.getGatewaysCount() + " (expected: <= " + MAX_GATEWAYS + ")");
    }
    Set<String> ids = new HashSet<>();
    for (GatewaySnapshot gateway : offered.getGatewaysList()) {
      if (gateway.getGateway().isEmpty() || !ids.add(gateway.getGateway())) {
        return Optional.of("gateway: \"" + gateway.getGateway() + "\" (expected: an id, once)");
      }
    }
    return Optional.empty();
  }
}
