package io.drawbridge.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.wire.PushId;
import org.junit.jupiter.api.Test;

class RecentPushesTest {
  @Test
  void remembersTheLast256() {
    RecentPushes recent = new RecentPushes();
    for (int id = 0; id < 256; id++) {
      assertThat(recent.isNew(new PushId(0, id))).isTrue();
    }

    assertThat(recent.isNew(new PushId(0, 0))).isFalse();
    assertThat(recent.isNew(new PushId(0, 256))).isTrue();
    assertThat(recent.isNew(new PushId(0, 0))).isTrue();
  }
}
