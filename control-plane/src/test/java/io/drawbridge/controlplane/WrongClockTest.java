package io.drawbridge.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.EtcdServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody sets the clock of the leader's machine. */
class WrongClockTest {
  /** More than twice the time of every lease here. */
  private static final Duration A_WHILE = Duration.ofSeconds(8);

  private final EtcdServer server = EtcdServer.start();
  private final Coordination etcd = server.connect();

  @AfterEach
  void stop() {
    etcd.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {-600, 600})
  void nobodyIsRemovedAndNobodyElseLeads(int seconds) throws Exception {
    SetClock clock = new SetClock();
    try (Replica leader = Replica.start("cp-1", server, clock);
        Replica other = replicaBeside(leader);
        FakeGateway one = new FakeGateway("gw-1", etcd, leader.grpcPort(), other.grpcPort());
        FakeGateway two = new FakeGateway("gw-2", etcd, leader.grpcPort(), other.grpcPort());
        FakeSubscriber here = new FakeSubscriber(leader.grpcPort());
        FakeSubscriber there = new FakeSubscriber(other.grpcPort())) {
      await().until(() -> placesBoth(here) && placesBoth(there));
      long epoch = epoch(here);

      clock.setBy(Duration.ofSeconds(seconds));
      long received = there.received();

      await()
          .during(A_WHILE)
          .atMost(A_WHILE.multipliedBy(3))
          .until(() -> epoch(here) == epoch && epoch(there) == epoch);
      assertThat(here.displaced()).isEmpty();
      assertThat(there.displaced()).isEmpty();
      assertThat(one.isRegistered() && two.isRegistered()).isTrue();
      assertThat(there.received()).as("published all the same").isGreaterThan(received + 2);
    }
  }

  private Replica replicaBeside(Replica leader) throws Exception {
    await().until(() -> leader.get("/api/v1/health").body().contains("\"leading\":true"));
    return Replica.start("cp-2", server);
  }

  private static boolean placesBoth(FakeSubscriber subscriber) {
    return subscriber.weight("gw-1") > 0 && subscriber.weight("gw-2") > 0;
  }

  private static long epoch(FakeSubscriber subscriber) {
    return subscriber.newest().getGeneration().getLeaderEpoch();
  }

  /** Goes as clocks go, from where it was set to. */
  private static final class SetClock implements InstantSource {
    private volatile Duration wrongBy = Duration.ZERO;

    void setBy(Duration by) {
      wrongBy = by;
    }

    @Override
    public Instant instant() {
      return InstantSource.system().instant().plus(wrongBy);
    }
  }
}
