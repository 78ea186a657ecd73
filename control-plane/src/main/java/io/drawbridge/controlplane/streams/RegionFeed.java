package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.snapshot.OtherRegions;
import io.drawbridge.proto.snapshot.v1.SubscriberReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscribes to every control plane of every other region, for ever; of what they tell, the highest
 * generation counts. All links are looked after by one thread.
 */
public final class RegionFeed implements AutoCloseable {
  /** How late a link is opened that may be opened. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private static final Logger log = LoggerFactory.getLogger(RegionFeed.class);

  private final List<RegionLink> links = new ArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("other-regions").daemon().factory());

  /**
   * Does nothing until started.
   *
   * @param identity our replica and region
   * @param controlPlanes name of each other region to the gRPC addresses of its replicas
   */
  public RegionFeed(
      SubscriberReport identity, Map<String, List<String>> controlPlanes, OtherRegions regions) {
    RandomGenerator random = RandomGenerator.getDefault();
    controlPlanes.forEach((region, addresses) ->
        addresses.forEach(
            address -> links.add(new RegionLink(region, address, identity, regions, random))));
  }

  public RegionFeed start() {
    if (!links.isEmpty()) {
      var _ =
          thread.scheduleWithFixedDelay(
              this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
    return this;
  }

  @Override
  public void close() {
    // Behind the look that may be running, so that no link is opened after it.
    thread.execute(() -> links.forEach(RegionLink::close));
    thread.shutdown();
  }

  private void look() {
    for (RegionLink link : links) {
      try {
        link.look();
      } catch (RuntimeException e) {
        log.error("other regions: look after {} failed", link, e);
      }
    }
  }
}
