package io.drawbridge.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private static final Duration TTL = Duration.ofSeconds(2);
  private static final String KEY = "/test/a";
  private static final ByteString VALUE = ByteString.copyFromUtf8("value");

  private final EtcdServer server = EtcdServer.start();
  private final Coordination coordination = server.connect();
  private final Etcd etcd = server.etcd();
  private final AtomicInteger losses = new AtomicInteger();
  private final AtomicInteger superseded = new AtomicInteger();

  private final Lease lease =
      coordination.lease(
          "test",
          TTL,
          new Lease.Listener() {
            @Override
            public void superseded(String key, ByteString by) {
              superseded.incrementAndGet();
            }

            @Override
            public void lost() {
              losses.incrementAndGet();
            }
          });

  @BeforeEach
  void register() {
    lease.put(KEY, VALUE, Claim.ALWAYS);
    await().until(() -> lease.inForce(KEY));
  }

  @AfterEach
  void close() {
    lease.close();
    coordination.close();
    etcd.close();
    server.close();
  }

  @Test
  void keepsTheKeyBeyondTheTtlAndDeletesItWhenClosed() throws Exception {
    await().during(TTL.plusSeconds(1)).atMost(TTL.plusSeconds(3)).until(() -> exists(KEY));

    lease.close();

    assertThat(etcd.read(KEY)).isEmpty();
    assertThat(losses).hasValue(0);
  }

  @Test
  void eachOfManyLeasesOfOneProcessKeepsItsKey() throws Exception {
    try (Coordination many = Coordination.forManyLeases(server.endpoints())) {
      List<Lease> leases =
          IntStream.range(0, 100)
              .mapToObj(i -> many.lease("many-" + i, TTL, new Lease.Listener() {}))
              .toList();
      for (int i = 0; i < leases.size(); i++) {
        leases.get(i).put("/test/many/" + i, VALUE, Claim.ALWAYS);
      }

      await()
          .pollDelay(TTL.plusSeconds(1))
          .until(() -> etcd.list("/test/many/").entries().size() == leases.size());

      leases.forEach(Lease::close);
    }
    assertThat(etcd.list("/test/many/").entries()).isEmpty();
  }

  @Test
  void putsEveryKeyAgainWhenAnotherRevokesTheLease() throws Exception {
    lease.put("/test/b", VALUE, Claim.ALWAYS);
    await().until(() -> lease.inForce("/test/b"));
    long before = lease.term().id();

    etcd.revoke(before);

    await().until(() -> lease.term().id() != before && lease.inForce(KEY));
    await().until(() -> lease.inForce("/test/b"));
    assertThat(etcd.read(KEY).orElseThrow().lease()).isEqualTo(lease.term().id());
    assertThat(losses).hasValue(1);
  }

  @Test
  void replacesItsOwnValue() {
    ByteString next = ByteString.copyFromUtf8("next");

    lease.put(KEY, next, Claim.ALWAYS);

    await().until(() -> read(KEY).map(Entry::value), Optional.of(next)::equals);
    assertThat(losses).hasValue(0);
  }

  @Test
  void waitsForAnothersKeyUntilItIsGone() throws Exception {
    try (Coordination other = server.connect()) {
      Lease second = other.lease("second", TTL, new Lease.Listener() {});

      second.put(KEY, ByteString.copyFromUtf8("second"), present -> Claim.Answer.WAIT);
      await().until(() -> second.trouble().equals(Optional.of(KEY + ": held by another")));
      lease.close();

      await().until(() -> second.inForce(KEY));
      second.close();
    }
  }

  @Test
  void givesUpAKeyThatItsClaimYields() {
    try (Coordination other = server.connect()) {
      Lease first = other.lease("first", TTL, new Lease.Listener() {});
      first.put("/test/c", VALUE, Claim.ALWAYS);
      await().until(() -> first.inForce("/test/c"));

      lease.put("/test/c", VALUE, present -> Claim.Answer.YIELD);

      await().untilAtomic(superseded, is(1));
      assertThat(lease.inForce("/test/c")).isFalse();
      assertThat(first.inForce("/test/c")).isTrue();
      first.close();
    }
  }

  private boolean exists(String key) throws CoordinationException {
    return etcd.read(key).isPresent();
  }

  private Optional<Entry> read(String key) throws CoordinationException {
    return etcd.read(key);
  }
}
