package io.drawbridge.client.session;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.client.v1.Connected;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class RenewalTest extends LifecycleFixture {
  private static final ByteString SESSION = ByteString.copyFromUtf8("session");
  private static final int HOUR_MILLIS = 3_600_000;

  @Test
  void asksForAFreshTokenBeforeTheOldOneEnds() {
    HandLink link = live("token", 10_000);

    now += SECONDS.toNanos(8);
    lifecycle.work(now);
    assertThat(network.asked()).containsExactly("renew token");
    lifecycle.freshToken("fresh", now);

    assertThat(link.written()).containsExactly("AUTH");

    now += SECONDS.toNanos(8);
    lifecycle.work(now);
    assertThat(network.asked()).as("the second token ends too").containsExactly("renew token");
  }

  @Test
  void aTokenThatNeverEndsIsNotRenewed() {
    live("token", 0);

    now += HOURS.toNanos(48);
    lifecycle.work(now);

    assertThat(network.asked()).isEmpty();
  }

  @Test
  void goesByTheTimesOfTheTokensNotByTheDevicesClock() {
    HandLink link = live(jwt(1_000, 4_600), HOUR_MILLIS);
    now += MINUTES.toNanos(48);
    lifecycle.work(now);
    network.asked();

    lifecycle.freshToken(jwt(3_880, 3_880 + 7_200), now); // made now, lives for two hours
    assertThat(link.written()).contains("AUTH");

    now += MINUTES.toNanos(95);
    lifecycle.work(now);
    assertThat(network.asked()).isEmpty();
    now += MINUTES.toNanos(1);
    lifecycle.work(now);
    assertThat(network.asked()).containsExactly("renew token");
  }

  @Test
  void aFirstTokenWithLittleTimeLeftDoesNotSetThePace() {
    live(jwt(0, 3_600), 10_000);
    now += SECONDS.toNanos(8);
    lifecycle.work(now);
    network.asked();

    lifecycle.freshToken(jwt(3_598, 7_198), now);
    now += MINUTES.toNanos(47);
    lifecycle.work(now);

    assertThat(network.asked()).isEmpty();
  }

  @Test
  void asksAgainAfterBoundedPausesWhileNoneIsToBeHad() {
    HandLink link = live("token", HOUR_MILLIS);
    now += MINUTES.toNanos(48);
    lifecycle.work(now);

    long longest = 0;
    for (int i = 0; i < 10; i++) {
      assertThat(network.asked()).containsExactly("renew token");
      lifecycle.noFreshToken(now);
      long failed = now;
      waitOut();
      longest = Math.max(longest, now - failed);
      assertThat(now - failed).isGreaterThanOrEqualTo(Renewal.FIRST_PAUSE_NANOS);
    }

    assertThat(longest).isBetween(Renewal.LONGEST_PAUSE_NANOS, Renewal.LONGEST_PAUSE_NANOS * 3 / 2);
    lifecycle.freshToken("fresh", now);
    assertThat(link.written()).contains("AUTH");
  }

  @Test
  void aTokenThatEndsNoLaterIsNotSentAndAskedForAgain() {
    HandLink link = live(jwt(0, 3_600), HOUR_MILLIS);
    now += MINUTES.toNanos(48);
    lifecycle.work(now);
    network.asked();
    link.written();

    lifecycle.freshToken(jwt(0, 3_600), now); // an app that keeps its tokens

    assertThat(link.written()).isEmpty();
    waitOut();
    assertThat(network.asked()).containsExactly("renew token");
  }

  @Test
  void anUnansweredQuestionIsNotRepeated() {
    HandLink link = live("token", 10_000);
    now += SECONDS.toNanos(8);
    lifecycle.work(now);
    network.asked();

    now += MINUTES.toNanos(10);
    lifecycle.work(now);

    assertThat(network.asked()).isEmpty();
    assertThat(link.written()).isEmpty();
  }

  @Test
  void aSessionResumedOnAnExpiredTokenIsRenewedAtOnce() {
    HandLink first = live(jwt(0, 3_600), HOUR_MILLIS);
    lifecycle.lost(first, "reset", now);
    waitOut();
    HandLink second = dialed(jwt(0, 3_600));
    network.asked();

    connected(second, facts(60_000).setResumed(true).build());

    assertThat(network.asked()).containsExactly("renew token");
    lifecycle.freshToken(jwt(3_700, 7_300), now);
    assertThat(second.written()).contains("AUTH");
    now += MINUTES.toNanos(47);
    lifecycle.work(now);
    assertThat(network.asked()).as("the new token's own life counts").isEmpty();
  }

  @Test
  void aResumedSessionWithTimeLeftIsNotRenewedAtOnce() {
    HandLink first = live(jwt(0, 3_600), HOUR_MILLIS);
    lifecycle.lost(first, "reset", now);
    waitOut();
    HandLink second = dialed(jwt(0, 3_600));
    network.asked();

    connected(second, facts(61_000).setResumed(true).build());

    assertThat(network.asked()).isEmpty();
  }

  @Test
  void anAnswerForAnEarlierSessionIsLeft() {
    HandLink first = live(jwt(0, 3_600), 10_000);
    now += SECONDS.toNanos(8);
    lifecycle.work(now);
    lifecycle.lost(first, "reset", now);
    waitOut();
    HandLink second = dialed(jwt(9, 3_609));
    connected(second, facts(HOUR_MILLIS).build());
    second.written();
    network.asked();

    lifecycle.freshToken(jwt(8, 3_608), now);
    lifecycle.noFreshToken(now);

    assertThat(second.written()).isEmpty();
    now += SECONDS.toNanos(10);
    lifecycle.work(now);
    assertThat(network.asked()).isEmpty();
  }

  @Test
  void readsTheTimesOfATokenAndNothingElse() {
    assertThat(TokenTimes.of("opaque")).isEmpty();
    assertThat(TokenTimes.of("a.b.c")).isEmpty();
    assertThat(TokenTimes.of(encoded("{\"exp\":\"soon\"}"))).isEmpty();
    assertThat(TokenTimes.of(encoded("[1]"))).isEmpty();

    TokenTimes hour = TokenTimes.of(jwt(100, 3_700)).orElseThrow();
    assertThat(hour.lifeNanos()).isEqualTo(HOURS.toNanos(1));
    TokenTimes unissued = TokenTimes.of(encoded("{\"exp\":3760.5}")).orElseThrow();
    assertThat(unissued.laterNanos(hour)).isEqualTo(MINUTES.toNanos(1));
    assertThat(TokenTimes.of(encoded("{\"exp\":" + Long.MAX_VALUE + "}")).orElseThrow().lifeNanos())
        .isPositive();
  }

  private HandLink live(String token, int endsInMillis) {
    lifecycle.start(now);
    lifecycle.found(network.attempt, LIST, now);
    HandLink link = dialed(token);
    connected(link, facts(endsInMillis).build());
    link.written();
    network.asked();
    return link;
  }

  private HandLink dialed(String token) {
    HandLink link = new HandLink();
    lifecycle.dialed(network.attempt, link, token, now);
    lifecycle.work(now);
    return link;
  }

  private static Connected.Builder facts(int endsInMillis) {
    return Connected.newBuilder()
        .setHeartbeatMillis(-1) // 49 days: no PING comes between
        .setSession(SESSION)
        .setResumeToken(SESSION)
        .setAuthenticationEndsInMillis(endsInMillis);
  }

  private static String jwt(long issued, long ends) {
    return encoded("{\"iat\":" + issued + ",\"exp\":" + ends + "}");
  }

  private static String encoded(String claims) {
    byte[] bytes = claims.getBytes(StandardCharsets.UTF_8);
    return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + ".sig";
  }
}
