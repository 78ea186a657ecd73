package io.drawbridge.controlplane.snapshot;

import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.Generation;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The newest snapshot in force here, ours or relayed, and those who want each newer one. Threads:
 * any; a subscriber is called on the thread that offers and must only remember what it is given.
 */
public final class Snapshots {
  /** ipconfig replicas, and control planes of all regions; a further one is refused. */
  public static final int MAX_SUBSCRIBERS = 1_000;

  private final Object offering = new Object();
  private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
  private volatile @Nullable FleetSnapshot newest;

  /** Takes a snapshot if it is newer than the one in force. */
  public boolean offer(FleetSnapshot snapshot) {
    synchronized (offering) {
      FleetSnapshot before = newest;
      if (before != null && !isNewer(snapshot.getGeneration(), before.getGeneration())) {
        return false;
      }
      newest = snapshot;
      subscriptions.forEach(subscription -> subscription.receiver.accept(snapshot));
      return true;
    }
  }

  public Optional<FleetSnapshot> newest() {
    return Optional.ofNullable(newest);
  }

  /** Where clients of a gateway connect; none if, by the newest snapshot, nobody is sent there. */
  public List<Endpoint> endpointsOf(String gateway) {
    return newest().stream()
        .flatMap(snapshot -> snapshot.getGatewaysList().stream())
        .filter(placed -> placed.getGateway().equals(gateway) && placed.getWeight() > 0)
        .flatMap(placed -> placed.getEndpointsList().stream())
        .toList();
  }

  /** Hands over the newest snapshot and then each newer one; empty if there are too many. */
  public Optional<Subscription> subscribe(Consumer<FleetSnapshot> receiver) {
    synchronized (offering) {
      if (subscriptions.size() >= MAX_SUBSCRIBERS) {
        return Optional.empty();
      }
      Subscription subscription = new Subscription(receiver);
      subscriptions.add(subscription);
      newest().ifPresent(receiver);
      return Optional.of(subscription);
    }
  }

  /** What each subscriber said last, those that said nothing yet left out. */
  public List<SubscriberReport> reports() {
    return subscriptions.stream()
        .flatMap(subscription -> Optional.ofNullable(subscription.report).stream())
        .toList();
  }

  private static boolean isNewer(Generation a, Generation b) {
    return Generations.ORDER.compare(a, b) > 0;
  }

  /** One subscriber, until closed. */
  public final class Subscription implements AutoCloseable {
    private final Consumer<FleetSnapshot> receiver;
    private volatile @Nullable SubscriberReport report;

    private Subscription(Consumer<FleetSnapshot> receiver) {
      this.receiver = receiver;
    }

    public void reported(SubscriberReport newest) {
      report = newest;
    }

    @Override
    public void close() {
      subscriptions.remove(this);
    }
  }
}
