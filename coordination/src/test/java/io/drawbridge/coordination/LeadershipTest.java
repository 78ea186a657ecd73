package io.drawbridge.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.drawbridge.coordination.VersionedDocument.Written;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeadershipTest {
  private static final Duration TTL = Duration.ofSeconds(2);

  private final EtcdServer server = EtcdServer.start();
  private final Coordination coordination = server.connect();
  private final FakeLeader first = new FakeLeader();
  private final FakeLeader second = new FakeLeader();

  @AfterEach
  void close() {
    coordination.close();
    server.close();
  }

  @Test
  void theFirstLeadsAndTheNextFollowsWithAHigherEpoch() {
    Leadership one = campaign("one", first);
    await().until(first::leads);
    Leadership two = campaign("two", second);
    await().until(() -> two.candidates().size() == 2);
    long epoch = one.guard().orElseThrow().epoch();
    assertThat(second.leads()).isFalse();
    assertThat(two.leader().orElseThrow().value()).isEqualTo(ByteString.copyFromUtf8("one"));

    one.close();

    await().until(second::leads);
    assertThat(two.guard().orElseThrow().epoch()).isGreaterThan(epoch);
    assertThat(first.told()).containsExactly("gained", "lost");
    two.close();
  }

  @Test
  void aDeposedLeaderCannotWrite() throws Exception {
    Leadership one = campaign("one", first);
    await().until(first::leads);
    Guard old = one.guard().orElseThrow();
    VersionedDocument document = coordination.document("/doc");
    assertThat(document.write(ByteString.copyFromUtf8("by one"), 0, old))
        .isInstanceOf(Written.Done.class);
    long revision = document.read().orElseThrow().revision();

    one.close();

    assertThat(document.write(ByteString.copyFromUtf8("late"), revision, old))
        .isEqualTo(new Written.Fenced());
    assertThat(document.read().orElseThrow().revision()).isEqualTo(revision);
  }

  @Test
  void aRevokedLeaseEndsTheReignAndANewOneHasAHigherEpoch() throws Exception {
    try (Etcd etcd = server.etcd()) {
      Leadership one = campaign("one", first);
      await().until(first::leads);
      long epoch = one.guard().orElseThrow().epoch();

      etcd.revoke(etcd.read(one.key()).orElseThrow().lease());

      await().until(() -> first.told().size() == 3);
      assertThat(first.told()).containsExactly("gained", "lost", "gained");
      assertThat(one.guard().orElseThrow().epoch()).isGreaterThan(epoch);
      one.close();
    }
  }

  private Leadership campaign(String name, FakeLeader leader) {
    return coordination.campaign("/leader/", name, ByteString.copyFromUtf8(name), TTL, leader);
  }
}
