package io.drawbridge.controlplane.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.snapshot.Snapshots.Subscription;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import io.drawbridge.proto.snapshot.v1.Generation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
  private final Snapshots snapshots = new Snapshots();
  private final List<String> received = new ArrayList<>();

  @Test
  void onlyHigherGenerationsCount() {
    Subscription subscription = subscribe();

    assertThat(snapshots.offer(snapshot(1, 40, 7))).isTrue();
    assertThat(snapshots.offer(snapshot(1, 40, 7))).isFalse();
    assertThat(snapshots.offer(snapshot(1, 39, 99))).isFalse();
    assertThat(snapshots.offer(snapshot(1, 41, 1))).isTrue();
    assertThat(snapshots.offer(snapshot(2, 3, 1))).isTrue();

    assertThat(received).containsExactly("1.40.7", "1.41.1", "2.3.1");
    subscription.close();
  }

  @Test
  void aSubscriberGetsTheNewestAtOnceAndNothingAfterItsEnd() {
    snapshots.offer(snapshot(1, 40, 7));

    Subscription subscription = subscribe();
    assertThat(received).containsExactly("1.40.7");

    subscription.close();
    snapshots.offer(snapshot(1, 40, 8));
    assertThat(received).hasSize(1);
  }

  @Test
  void thereIsRoomForABoundedNumberOfSubscribers() {
    List<Subscription> all = new ArrayList<>();
    for (int i = 0; i < Snapshots.MAX_SUBSCRIBERS; i++) {
      all.add(subscribe());
    }

    assertThat(snapshots.subscribe(newest -> {})).isEmpty();
    all.forEach(Subscription::close);
    assertThat(snapshots.subscribe(newest -> {})).isPresent();
  }

  private Subscription subscribe() {
    return snapshots
        .subscribe(newest -> received.add(Generations.text(newest.getGeneration())))
        .orElseThrow();
  }

  private static FleetSnapshot snapshot(long fleet, long epoch, long counter) {
    return FleetSnapshot.newBuilder()
        .setGeneration(
            Generation.newBuilder()
                .setFleetGeneration(fleet)
                .setLeaderEpoch(epoch)
                .setCounter(counter))
        .build();
  }
}
