package io.drawbridge.coordination.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.EtcdServer;
import io.drawbridge.coordination.KeyWatch;
import io.drawbridge.proto.control.v1.Revocation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevocationRecordsTest {
  private static final RegionKeys KEYS = new RegionKeys("eu");
  private static final Revocation ALICE =
      Revocation.newBuilder()
          .setApp("default")
          .setUser("alice/é")
          .setNotBeforeUnixMillis(1_763_787_600_123L)
          .setEndsUnixMillis(1_763_874_000_123L)
          .build();

  @Test
  void areReadAsTheyWereWrittenAndEndByThemselves() throws Exception {
    try (EtcdServer server = EtcdServer.start();
        Coordination etcd = server.connect();
        KeyWatch watch =
            etcd.watch(KEYS.revocations(), Coordination.RECONCILE_EVERY, (view, changes) -> {})) {
      etcd.putFor(Duration.ofSeconds(1), KEYS.revocations() + "junk", ByteString.copyFromUtf8("{"));
      etcd.putFor(
          Duration.ofSeconds(2),
          KEYS.revocation(ALICE.getApp(), ALICE.getUser(), ""),
          RevocationRecords.toJson(ALICE));

      await().until(() -> RevocationRecords.of(watch.view()).equals(List.of(ALICE)));
      await().until(() -> watch.view().entries().isEmpty());
    }
  }

  @Test
  void aUserAndEachDeviceHaveKeysOfTheirOwn() {
    assertThat(KEYS.revocation("default", "alice", ""))
        .isEqualTo("/drawbridge/v1/eu/revocations/default/alice/");
    assertThat(KEYS.revocation("default", "a/b", "phone 1"))
        .isEqualTo("/drawbridge/v1/eu/revocations/default/a%2Fb/phone+1");
  }
}
