package io.drawbridge.client.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.wire.ProtocolViolation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final LaneLimits WIDE = new LaneLimits(128, 256 << 10, 1 << 20);

  private final RandomGenerator random = new SplittableRandom(7);
  private final Lane lane = new Lane(3, random);
  private final List<String> outcomes = new ArrayList<>();
  private long now;

  @Test
  void numbersMessagesFromOne() {
    offer("a", "b", "c");

    assertThat(sendAll()).containsExactly("3/1 1 bytes", "3/2 1 bytes", "3/3 1 bytes");
    assertThat(sendAll()).isEmpty();
  }

  @Test
  void oneAckAcknowledgesAllBefore() throws Exception {
    offer("a", "b", "c");
    sendAll();

    lane.acknowledged(2);

    assertThat(outcomes).containsExactly("a acked 1", "b acked 2");
    assertThat(lane.firstUnacknowledged()).isEqualTo(3);
  }

  @Test
  void sendsNoMoreMessagesThanTheWindow() throws Exception {
    LaneLimits two = new LaneLimits(2, 1000, 1000);
    offer("a", "b", "c");

    assertThat(sendAll(two)).hasSize(2);
    lane.acknowledged(1);
    assertThat(sendAll(two)).containsExactly("3/3 1 bytes");
  }

  @Test
  void sendsNoMoreBytesThanTheWindowButAnEmptyLaneTakesOneOfAnySize() throws Exception {
    LaneLimits tenBytes = new LaneLimits(100, 10, 1000);
    offer("123456", "1234", "1", "a message of twenty b", "x");

    assertThat(sendAll(tenBytes)).containsExactly("3/1 6 bytes", "3/2 4 bytes");
    lane.acknowledged(2);
    assertThat(sendAll(tenBytes)).containsExactly("3/3 1 bytes");
    lane.acknowledged(3);
    assertThat(sendAll(tenBytes)).containsExactly("3/4 21 bytes");
    lane.acknowledged(4);
    assertThat(sendAll(tenBytes)).containsExactly("3/5 1 bytes");
  }

  @Test
  void sendsAgainFromTheExpectedNumberAfterAGap() throws Exception {
    offer("a", "b", "c");
    sendAll();

    lane.refused(2, nack(NackReason.GAP, 0, false), now);

    assertThat(sendAll()).containsExactly("3/2 again 1 bytes", "3/3 again 1 bytes");
  }

  @Test
  void waitsTheRetryDelayTimesOneToOneAndAHalf() throws Exception {
    long retry = TimeUnit.MILLISECONDS.toNanos(100);
    offer("a", "b");
    sendAll();
    lane.refused(1, nack(NackReason.BUSY, retry, false), now);
    offer("c");

    now += retry - 1;
    assertThat(sendAll()).isEmpty();
    assertThat(lane.firstUnacknowledged()).isEqualTo(1);
    assertThat(lane.nextDueNanos()).isBetween(retry, retry * 3 / 2);

    now = lane.nextDueNanos();
    assertThat(sendAll()).containsExactly("3/1 again 1 bytes", "3/2 again 1 bytes", "3/3 1 bytes");
  }

  @Test
  void isNotDueWhileItsWindowIsFullEvenAfterTheRetryDelay() throws Exception {
    LaneLimits two = new LaneLimits(2, 100, 100);
    offer("a", "b", "c");
    sendAll(two);
    lane.refused(3, nack(NackReason.BUSY, 1_000, false), now);

    now += TimeUnit.SECONDS.toNanos(1);
    assertThat(sendAll(two)).isEmpty();
    assertThat(lane.nextDueNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aRefusalWithoutDelayDoesNotBecomeALoop() throws Exception {
    offer("a");
    sendAll();

    lane.refused(1, nack(NackReason.UNAVAILABLE, 0, false), now);

    assertThat(sendAll()).isEmpty();
    assertThat(lane.nextDueNanos()).isGreaterThanOrEqualTo(Lane.LEAST_RETRY_NANOS);
  }

  @Test
  void aFinalRefusalFailsThatMessageAndVoidsItsNumberAtOnce() throws Exception {
    offer("a", "b", "c");
    sendAll();

    lane.refused(2, nack(NackReason.REFUSED, 0, true), now);

    assertThat(outcomes).containsExactly("b refused REFUSED");
    assertThat(sendAll()).containsExactly("void 3/2 again", "3/3 again 1 bytes");
    lane.acknowledged(3);
    assertThat(outcomes).containsExactly("b refused REFUSED", "a acked 1", "c acked 3");
  }

  @Test
  void aLaneThatTakesNotEvenAVoidRefusesEverythingUntilTheNextConnection() throws Exception {
    offer("a", "b");
    sendAll();
    lane.refused(1, nack(NackReason.UNKNOWN_SERVICE, 0, true), now);
    sendAll();
    lane.refused(1, nack(NackReason.UNKNOWN_SERVICE, 0, true), now);
    offer("c");

    assertThat(outcomes)
        .containsExactly(
            "a refused UNKNOWN_SERVICE", "b refused UNKNOWN_SERVICE", "c refused UNKNOWN_SERVICE");
    assertThat(lane.isEmpty()).isTrue();

    lane.reconnected();
    offer("d");
    assertThat(sendAll()).containsExactly("3/1 1 bytes");
  }

  @Test
  void sendsEverythingUnacknowledgedAgainOnANewConnection() throws Exception {
    offer("a", "b", "c");
    sendAll(new LaneLimits(2, 100, 100));
    lane.acknowledged(1);

    lane.reconnected();

    assertThat(lane.firstUnacknowledged()).isEqualTo(2);
    assertThat(sendAll()).containsExactly("3/2 again 1 bytes", "3/3 1 bytes");
  }

  @Test
  void probesALaneThatIsNotAdmittedOnceASecond() throws Exception {
    offer("a", "b", "c");
    lane.admit(false);

    assertThat(sendAll()).containsExactly("3/1 1 bytes");
    now += Lane.PROBE_NANOS - 1;
    assertThat(sendAll()).isEmpty();
    now += 1;
    assertThat(sendAll()).containsExactly("3/2 1 bytes");

    assertThat(lane.nextDueNanos()).isEqualTo(now + Lane.PROBE_NANOS);
    lane.admit(true);
    assertThat(sendAll()).containsExactly("3/3 1 bytes");
  }

  @Test
  void refusesABodyThatThisGatewayDoesNotTakeAndGoesOn() throws Exception {
    offer("too long", "b");

    assertThat(sendAll(new LaneLimits(10, 100, 7))).containsExactly("void 3/1", "3/2 1 bytes");
    assertThat(outcomes).containsExactly("too long refused TOO_LARGE");
  }

  @Test
  void aRefusalThatFollowsALostConnectionLeavesTheFateUnknown() throws Exception {
    offer("long", "never sent", "b");
    sendAll(new LaneLimits(1, 1000, 1000));
    lane.reconnected();

    LaneLimits small = new LaneLimits(10, 100, 3);
    assertThat(sendAll(small)).containsExactly("void 3/1 again", "void 3/2", "3/3 1 bytes");
    assertThat(outcomes)
        .containsExactly("long refused TOO_LARGE, fate unknown", "never sent refused TOO_LARGE");
  }

  @Test
  void aRefusalOnTheSecondConnectionDoesNotTellTheFateOnTheFirst() throws Exception {
    offer("a");
    sendAll();
    lane.reconnected();
    sendAll();

    lane.refused(1, nack(NackReason.REFUSED, 0, true), now);

    assertThat(outcomes).containsExactly("a refused REFUSED, fate unknown");
  }

  @Test
  void aRefusedMessageOfTheOnlyConnectionHasNotArrived() throws Exception {
    offer("a");
    sendAll();
    lane.refused(1, nack(NackReason.BUSY, 1, false), now);
    lane.reconnected();

    lane.abandonAll();

    assertThat(outcomes).containsExactly("a abandoned false");
  }

  @Test
  void aNumberThatMayHaveArrivedIsNeverGivenToAnotherMessage() throws Exception {
    offer("a", "b");
    sendAll(new LaneLimits(1, 100, 100));
    lane.reconnected(); // to a gateway that does not know the service
    sendAll();
    lane.refused(1, nack(NackReason.UNKNOWN_SERVICE, 0, true), now);
    sendAll();
    lane.refused(1, nack(NackReason.UNKNOWN_SERVICE, 0, true), now);
    assertThat(sendAll()).isEmpty();
    assertThat(lane.isEmpty()).isTrue();

    lane.reconnected();
    offer("c");

    assertThat(lane.firstUnacknowledged()).isEqualTo(1);
    assertThat(sendAll()).containsExactly("void 3/1 again", "3/2 1 bytes");
    assertThat(outcomes)
        .containsExactly("a refused UNKNOWN_SERVICE, fate unknown", "b refused UNKNOWN_SERVICE");
  }

  @Test
  void afterANackForAdmissionOnlyProbesGoUntilOneIsAcknowledged() throws Exception {
    offer("a", "b", "c");
    sendAll();
    lane.refused(1, nack(NackReason.NOT_ADMITTED, 0, false), now);

    now += Lane.PROBE_NANOS - 1;
    assertThat(sendAll()).isEmpty();
    now += 1;
    assertThat(sendAll()).containsExactly("3/1 again 1 bytes");
    now += Lane.PROBE_NANOS - 1;
    assertThat(sendAll()).isEmpty();
    now += 1;
    assertThat(sendAll()).containsExactly("3/2 again 1 bytes");

    lane.acknowledged(1);
    assertThat(sendAll()).containsExactly("3/3 again 1 bytes");
  }

  @Test
  void anAckOrNackOfANumberThatWasNeverSentIsAViolation() {
    offer("a", "b");
    lane.poll(WIDE, now);

    assertThatThrownBy(() -> lane.acknowledged(2))
        .isInstanceOf(ProtocolViolation.class)
        .hasMessage("ack of 2 in lane 3 (expected: <= 1)");
    assertThatThrownBy(() -> lane.refused(3, nack(NackReason.GAP, 0, false), now))
        .hasMessage("nack of 3 in lane 3 (expected: 1 to 2)");
  }

  @Test
  void tellsAtTheEndWhatMayHaveArrived() {
    offer("a", "b");
    lane.poll(WIDE, now);

    lane.abandonAll();

    assertThat(outcomes).containsExactly("a abandoned true", "b abandoned false");
  }

  private void offer(String... bodies) {
    for (String body : bodies) {
      lane.offer(body.getBytes(StandardCharsets.UTF_8), new Recorded(body));
    }
  }

  private List<String> sendAll() {
    return sendAll(WIDE);
  }

  private List<String> sendAll(LaneLimits limits) {
    List<String> sent = new ArrayList<>();
    for (Upstream next = lane.poll(limits, now); next != null; next = lane.poll(limits, now)) {
      sent.add(next.toString());
    }
    return sent;
  }

  private static Nack nack(NackReason reason, long retryNanos, boolean isFinal) {
    return new Nack(new Refusal(reason, ""), retryNanos, isFinal);
  }

  private final class Recorded implements Outcome {
    private final String name;

    Recorded(String name) {
      this.name = name;
    }

    @Override
    public void acknowledged(long seq) {
      outcomes.add(name + " acked " + seq);
    }

    @Override
    public void refused(Refusal refusal, boolean mayBeTaken) {
      String fate = mayBeTaken ? ", fate unknown" : "";
      outcomes.add(name + " refused " + refusal.reason() + fate);
    }

    @Override
    public void abandoned(boolean mayBeTaken) {
      outcomes.add(name + " abandoned " + mayBeTaken);
    }
  }
}
