package io.drawbridge.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drawbridge.gateway.directory.RedisWatch.RedisSelf;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RedisWatchTest {
  private static final RedisSelf OLD = new RedisSelf("a", Duration.ofDays(1));

  private final AtomicLong nanoTime = new AtomicLong(-3);
  private final RedisWatch watch = new RedisWatch(Duration.ofSeconds(90), nanoTime::get);

  @Test
  void isUnreachableAndTrustsNothingBeforeTheFirstAnswer() {
    assertThat(watch.state()).isEqualTo(new DirectoryState.Unreachable("not connected yet"));
    assertThat(watch.missIsTrustworthy()).isFalse();
  }

  @Test
  void trustsAnOldRedisAtOnceAndAYoungOneWhenItHasHadTimeToFill() {
    assertThat(watch.answered(OLD)).isFalse();
    assertThat(watch.missIsTrustworthy()).isTrue();

    RedisWatch other = new RedisWatch(Duration.ofSeconds(90), nanoTime::get);
    assertThat(other.answered(new RedisSelf("a", Duration.ofSeconds(30)))).isFalse();
    advance(Duration.ofSeconds(59));
    assertThat(other.missIsTrustworthy()).isFalse();
    advance(Duration.ofSeconds(1));
    assertThat(other.missIsTrustworthy()).isTrue();
  }

  @Test
  void twoMissedAnswersAreNothingThreeAreTrouble() {
    watch.answered(OLD);
    watch.unanswered("late");
    watch.unanswered("late");
    assertThat(watch.answered(OLD)).isFalse();
    assertThat(watch.missIsTrustworthy()).isTrue();

    watch.unanswered("late");
    watch.unanswered("late");
    watch.unanswered("too late");
    assertThat(watch.state()).isEqualTo(new DirectoryState.Unreachable("too late"));
    assertThat(watch.answered(OLD)).isTrue();
    assertThat(watch.missIsTrustworthy()).isFalse();
  }

  @Test
  void aLostConnectionIsTroubleAtOnceAndKeepsItsReason() {
    watch.answered(OLD);
    watch.disconnected("connection lost");
    watch.disconnected("and again");

    assertThat(watch.state()).isEqualTo(new DirectoryState.Unreachable("connection lost"));
  }

  @Test
  void anotherReplicationIdMeansThatEntriesMayBeLost() {
    watch.answered(OLD);

    assertThat(watch.answered(new RedisSelf("b", Duration.ofDays(9)))).isTrue();
    assertThat(watch.missIsTrustworthy()).isFalse();
    advance(Duration.ofSeconds(90));
    assertThat(watch.missIsTrustworthy()).isTrue();
    assertThat(watch.answered(new RedisSelf("b", Duration.ofDays(9)))).isFalse();
  }

  @Test
  void readsWhatRedisSaysAboutItself() {
    String info =
        """
        # Server\r
        uptime_in_seconds:42\r
        # Replication\r
        master_replid:8f3c\r
        master_replid2:0000\r
        """;

    assertThat(RedisSelf.parse(info)).isEqualTo(new RedisSelf("8f3c", Duration.ofSeconds(42)));
    assertThatThrownBy(() -> RedisSelf.parse("# Server"))
        .hasMessage("INFO: no master_replid or uptime_in_seconds (expected: both)");
  }

  private void advance(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }
}
