package io.drawbridge.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.drawbridge.coordination.VersionedDocument.Written;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to a lease, a watch and a leader when their etcd is stopped, killed or emptied. */
class FaultsTest {
  private static final Duration TTL = Duration.ofSeconds(5);
  private static final ByteString VALUE = ByteString.copyFromUtf8("value");

  private final EtcdServer server = EtcdServer.startLocal();
  private final Coordination coordination = server.connect();
  private final AtomicInteger losses = new AtomicInteger();

  private final Lease lease =
      coordination.lease(
          "test",
          TTL,
          new Lease.Listener() {
            @Override
            public void lost() {
              losses.incrementAndGet();
            }
          });
  private final KeyWatch watch =
      coordination.watch("/test/", Duration.ofMinutes(1), (view, changes) -> {});
  private final FakeLeader leader = new FakeLeader();
  private final Leadership leadership =
      coordination.campaign("/election/", "one", VALUE, TTL, leader);

  @BeforeEach
  void register() {
    lease.put("/test/a", VALUE, Claim.ALWAYS);
    await().until(() -> lease.inForce("/test/a") && watched().contains("/test/a"));
    await().until(leader::leads);
  }

  @AfterEach
  void close() {
    lease.close();
    watch.close();
    leadership.close();
    coordination.close();
    server.close();
  }

  @Test
  void aPauseShorterThanTheTtlLosesNothing() throws Exception {
    long epoch = leadership.guard().orElseThrow().epoch();

    server.freeze();
    Thread.sleep(3_000); // the fault itself: etcd stands still for 3 s
    server.thaw();

    awaitAllIsWell();
    writeDocument("/test/b");
    await().until(() -> watched().contains("/test/b"));
    assertThat(losses).hasValue(0);
    assertThat(leadership.guard().orElseThrow().epoch()).isEqualTo(epoch);
  }

  @Test
  void aRestartWithinTheTtlIsSurvived() throws Exception {
    server.kill();
    Thread.sleep(3_000); // the fault itself: no etcd for 3 s
    server.restart();

    awaitAllIsWell();
    writeDocument("/test/b");
    await().until(() -> watched().equals(Set.of("/test/a", "/test/b")));
    assertThat(losses).hasValue(0); // etcd restarts the whole TTL of every lease
  }

  @Test
  void aLeaderStepsDownWhenItCannotKnowWhetherItsLeaseLives() throws Exception {
    server.kill();

    await().atMost(TTL.plusSeconds(1)).until(() -> !leader.leads());
    assertThat(leadership.guard()).isEmpty();
    assertThat(lease.inForce("/test/a")).isFalse();
    assertThat(watched()).as("the last view stays").contains("/test/a");
    Thread.sleep(7_000); // together 12 s without etcd
    server.restart();

    awaitAllIsWell();
    await().until(leader::leads);
    writeDocument("/test/b");
    await().until(() -> watched().equals(Set.of("/test/a", "/test/b")));
  }

  @Test
  void anEmptiedEtcdIsFilledAgain() throws Exception {
    writeDocument("/test/gone");
    await().until(() -> watched().contains("/test/gone"));

    server.kill();
    server.wipe();
    server.restart();

    await().until(() -> losses.get() == 1);
    awaitAllIsWell();
    await().until(() -> watched().equals(Set.of("/test/a")));
    await().until(leader::leads);
  }

  private void awaitAllIsWell() {
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() ->
            lease.inForce("/test/a")
                && lease.trouble().isEmpty()
                && watch.trouble().isEmpty()
                && leadership.trouble().isEmpty()
                && leader.leads());
  }

  private Set<String> watched() {
    return watch.view().entries().keySet();
  }

  private void writeDocument(String key) throws CoordinationException {
    Written written = coordination.document(key).write(VALUE, VersionedDocument.ABSENT);
    assertThat(written).isInstanceOf(Written.Done.class);
  }
}
