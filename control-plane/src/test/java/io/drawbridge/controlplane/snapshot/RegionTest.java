package io.drawbridge.controlplane.snapshot;

import static io.drawbridge.controlplane.fleet.Gateways.serving;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.controlplane.HandClock;
import io.drawbridge.controlplane.fleet.ControlStream;
import io.drawbridge.controlplane.fleet.Gateways;
import io.drawbridge.controlplane.fleet.Presence;
import io.drawbridge.controlplane.history.Moment;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The region's thread: it looks ten times a second, at what a hand clock tells. */
class RegionTest {
  private static final RegionSettings SETTINGS =
      new RegionSettings(
          "r", "cp-1", 1, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(30));
  private static final List<String> IDS = IntStream.range(0, 10).mapToObj(i -> "g" + i).toList();

  private final HandClock clock = new HandClock();
  private final Snapshots snapshots = new Snapshots();
  private final HandReign reign = new HandReign();
  private final Map<String, ControlStream> streams = new HashMap<>();
  private final Region region =
      new Region(SETTINGS, reign, snapshots, new OtherRegions(List.of(), clock), clock, clock);

  @BeforeEach
  void serve() {
    region.registered(registrations());
    IDS.forEach(this::report);
    region.start();
    await().until(() -> placed() == IDS.size());
  }

  @AfterEach
  void stop() {
    region.close();
  }

  @Test
  void whoStoodStillItselfMissesNobodyWhileItReadsWhatWasSaid() {
    clock.seconds(30);
    awaitLooks(2);
    IDS.subList(0, 8).forEach(this::report); // the other two still wait to be read
    awaitLooks(5);

    assertThat(placed()).isEqualTo(IDS.size());
    assertThat(snapshots.newest().orElseThrow().getAlarmsList()).isEmpty();
  }

  @Test
  void whoIsSilentWhileItListensIsMissed() {
    for (int i = 0; i < 10; i++) { // never as long as it would take to have stood still
      IDS.subList(0, 8).forEach(this::report);
      clock.advance(Region.STOOD_STILL.dividedBy(2));
      awaitLooks(1);
    }

    await().until(() -> placed() == 8);
    assertThat(region.view().gateways().getLast().presence()).isEqualTo(Presence.SUSPECT);
  }

  @Test
  void remembersEachSecond() {
    long start = clock.millis();
    for (int second = 1; second <= 3; second++) {
      clock.seconds(1);
      awaitLooks(2);
    }

    List<Moment> moments = region.history().last("g3", 100);
    assertThat(moments).hasSize(4);
    assertThat(moments.getFirst().second().unixMillis()).isEqualTo(start);
    assertThat(moments.getLast().second().leader()).isEqualTo("cp-1");
    assertThat(moments.getLast().second().generation()).startsWith("1.40.");
    assertThat(moments.getLast().place().getWeight()).isPositive();
  }

  @Test
  void whoLeadsNoMorePublishesNothingAndDrainsAreTakenOut() {
    reign.epoch = Optional.empty();
    awaitLooks(2);
    long last = snapshots.newest().orElseThrow().getGeneration().getCounter();
    clock.seconds(1);
    awaitLooks(2);
    assertThat(snapshots.newest().orElseThrow().getGeneration().getCounter()).isEqualTo(last);

    region.reported(
        streams.get("g1"),
        Gateways.report("g1", 1, GatewayState.GATEWAY_DRAINING, Gateways.load(0)));
    clock.seconds(Publisher.SILENT_INTERVALS);

    await().until(() -> placed() == 9);
    assertThat(snapshots.newest().orElseThrow().getGeneration().getLeaderEpoch()).isEqualTo(40);
  }

  private long placed() {
    return snapshots.newest().stream()
        .flatMap(newest -> newest.getGatewaysList().stream())
        .filter(place -> place.getWeight() > 0)
        .map(GatewaySnapshot::getGateway)
        .count();
  }

  /** Real time: the thread's own ticks, each 100 ms; a view is answered between two of them. */
  private void awaitLooks(int number) {
    long before = reign.asked.get();
    await().until(() -> reign.asked.get() > before + number);
  }

  private void report(String gateway) {
    region.reported(streams.computeIfAbsent(gateway, Stream::new), serving(gateway, 1));
  }

  private static Map<String, GatewayRegistration> registrations() {
    Map<String, GatewayRegistration> registrations = new HashMap<>();
    IDS.forEach(id -> registrations.put(id, Gateways.registration(id, 1)));
    return registrations;
  }

  /** Leads until told otherwise, and counts how often the thread has asked. */
  private static final class HandReign implements Reign {
    private final AtomicLong asked = new AtomicLong();
    private volatile Optional<Long> epoch = Optional.of(40L);

    @Override
    public Optional<Long> ownEpoch() {
      asked.incrementAndGet();
      return epoch;
    }

    @Override
    public boolean isElsewhere() {
      return false;
    }
  }

  private record Stream(String gateway) implements ControlStream {
    @Override
    public void send(Directive directive) {}
  }
}
