package io.drawbridge.business.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryLaneStoreTest {
  private final MemoryLaneStore store = new MemoryLaneStore(2);

  @Test
  void remembersTheHighestConnectNumberAndTheLastAccepted() {
    store.enter(lane("alice"), 3);
    store.accepted(lane("alice"), 7);
    store.accepted(lane("alice"), 6);

    assertThat(store.enter(lane("alice"), 2)).isEqualTo(new LaneProgress(3, 7));
    assertThat(store.enter(lane("alice"), 4)).isEqualTo(new LaneProgress(4, 7));
  }

  @Test
  void forgetsTheLaneUnusedForLongest() {
    store.accepted(lane("alice"), 1);
    store.accepted(lane("bob"), 1);
    store.enter(lane("alice"), 1);

    store.accepted(lane("carol"), 1);

    assertThat(store.enter(lane("bob"), 1).acceptedTo()).isZero();
    assertThat(store.enter(lane("carol"), 1).acceptedTo()).isEqualTo(1);
  }

  private static LaneKey lane(String user) {
    return new LaneKey("default", 1, user, "phone", 7);
  }
}
