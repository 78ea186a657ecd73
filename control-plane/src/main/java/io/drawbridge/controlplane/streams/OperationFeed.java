package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.operation.OtherOperations;
import io.grpc.StatusException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks each other region every {@value #EVERY_SECONDS} s what it carries out, for ever. A region
 * that takes longer is not asked again meanwhile.
 */
public final class OperationFeed implements AutoCloseable {
  private static final int EVERY_SECONDS = 2;
  private static final Duration EVERY = Duration.ofSeconds(EVERY_SECONDS);
  private static final Logger log = LoggerFactory.getLogger(OperationFeed.class);

  private final List<OtherRegionDesk> regions;
  private final OtherOperations others;
  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private final Set<String> asking = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("other-operations").daemon().factory());

  /** Does nothing until started. */
  public OperationFeed(Collection<OtherRegionDesk> regions, OtherOperations others) {
    this.regions = List.copyOf(regions);
    this.others = others;
  }

  public OperationFeed start() {
    if (!regions.isEmpty()) {
      var _ =
          thread.scheduleWithFixedDelay(
              () -> regions.forEach(this::ask), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
    return this;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void ask(OtherRegionDesk region) {
    if (asking.add(region.region())) {
      Thread.ofVirtual().name("other-operations").start(() -> listen(region));
    }
  }

  private void listen(OtherRegionDesk region) {
    try {
      others.told(region.region(), region.list().getOperationsList());
      if (silent.remove(region.region())) {
        log.info("operations of {} are heard again", region.region());
      }
    } catch (StatusException e) {
      if (silent.add(region.region())) { // once until it is heard again
        log.warn(
            "operations of {} are not heard: {}; asked again",
            region.region(),
            RegionLink.text(e.getStatus()));
      }
    } finally {
      asking.remove(region.region());
    }
  }
}
