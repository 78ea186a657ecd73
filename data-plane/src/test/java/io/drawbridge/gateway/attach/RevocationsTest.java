package io.drawbridge.gateway.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.control.v1.Revocation;
import io.drawbridge.proto.control.v1.RevocationSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RevocationsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration LIFE = Duration.ofHours(24);

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final Revocations revocations = new Revocations(new SessionIndex(), now::get);

  static Revocation revocation(String user, String device, Instant notBefore) {
    return Revocation.newBuilder()
        .setApp("default")
        .setUser(user)
        .setDevice(device)
        .setNotBeforeUnixMillis(notBefore.toEpochMilli())
        .setEndsUnixMillis(notBefore.plus(LIFE).toEpochMilli())
        .build();
  }

  static RevocationSet set(Revocation... revocations) {
    return RevocationSet.newBuilder().addAllRevocations(Arrays.asList(revocations)).build();
  }

  @Test
  void refusesTokensIssuedUntilThenAndThoseThatDoNotSayWhen() {
    revocations.add(set(revocation("alice", "", NOON)));

    assertThat(refuses("alice", "phone", NOON)).isTrue();
    assertThat(refuses("alice", "phone", NOON.minusSeconds(1))).isTrue();
    assertThat(refuses("alice", "phone", NOON.plusSeconds(1))).isFalse();
    assertThat(revocations.refuses(key("alice"), "phone", Optional.empty())).isTrue();
    assertThat(revocations.refuses(key("bob"), "phone", Optional.empty())).isFalse();
    assertThat(revocations.refuses(new UserKey("shop", "alice"), "phone", Optional.empty()))
        .isFalse();
    assertThat(revocations.refusedTokens()).isEqualTo(3);
  }

  @Test
  void oneDeviceCanBeRevokedAlone() {
    revocations.add(set(revocation("alice", "phone", NOON)));

    assertThat(refuses("alice", "phone", NOON)).isTrue();
    assertThat(refuses("alice", "tablet", NOON)).isFalse();
  }

  @Test
  void endsByItself() {
    revocations.add(set(revocation("alice", "", NOON)));

    now.set(NOON.plus(LIFE).minusMillis(1));
    assertThat(refuses("alice", "phone", NOON)).isTrue();

    now.set(NOON.plus(LIFE));
    assertThat(refuses("alice", "phone", NOON)).isFalse();
    revocations.add(set());
    assertThat(revocations.size()).isZero();
  }

  @Test
  void aListThatIsOldTakesNothingBack() {
    revocations.add(set(revocation("alice", "", NOON)));
    revocations.add(set(revocation("alice", "", NOON.minusSeconds(60))));
    revocations.add(set());

    assertThat(refuses("alice", "phone", NOON)).isTrue();
    assertThat(revocations.size()).isEqualTo(1);
  }

  @Test
  void keepsTenThousandAndGivesUpThoseThatEndFirst() {
    Revocation[] many =
        IntStream.range(0, Revocations.MAX_ENTRIES + 5)
            .mapToObj(i -> revocation("user-" + i, "", NOON.plusMillis(i)))
            .toArray(Revocation[]::new);

    revocations.add(set(many));

    assertThat(revocations.size()).isEqualTo(Revocations.MAX_ENTRIES);
    assertThat(revocations.givenUp()).isEqualTo(5);
    assertThat(refuses("user-4", "phone", NOON.minusSeconds(1))).isFalse();
    assertThat(refuses("user-5", "phone", NOON.minusSeconds(1))).isTrue();
  }

  private boolean refuses(String user, String device, Instant issuedAt) {
    return revocations.refuses(key(user), device, Optional.of(issuedAt));
  }

  private static UserKey key(String user) {
    return new UserKey("default", user);
  }
}
