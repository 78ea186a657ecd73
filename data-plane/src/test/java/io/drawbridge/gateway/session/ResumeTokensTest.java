package io.drawbridge.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.session.ResumeTokens.Checked;
import io.drawbridge.gateway.session.ResumeTokens.Checked.Genuine;
import io.drawbridge.gateway.session.ResumeTokens.Checked.Reason;
import io.drawbridge.gateway.session.ResumeTokens.Checked.Refused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeTokensTest {
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final SessionId SESSION = new SessionId(0x0102030405060708L, -9);
  private static final ClientInstance ALICE =
      new ClientInstance(new UserKey("shop", "alice"), "phone", 42);

  @TempDir private Path folder;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T05:00:00.500Z"));
  private final AtomicReference<ResumeKeys> keys =
      new AtomicReference<>(ResumeKeys.random(new SecureRandom()));
  private final ResumeTokens tokens = new ResumeTokens(keys::get, LIFE, now::get);

  @Test
  void tellsWhereTheSessionOfAGenuineTokenIs() {
    assertThat(tokens.check(issue(), SESSION.bytes(), ALICE))
        .isEqualTo(new Genuine(SESSION, "eu-west", "gw-1"));
  }

  @Test
  void isBoundToEveryPartOfTheInstance() {
    ByteString token = issue();

    assertRefused(token, instance("shop", "bob", "phone", 42), Reason.FORGED);
    assertRefused(token, instance("shop", "alice", "tablet", 42), Reason.FORGED);
    assertRefused(token, instance("shop", "alice", "phone", 43), Reason.FORGED);
    assertRefused(token, instance("game", "alice", "phone", 42), Reason.FORGED);
  }

  @Test
  void isNotFooledByCharactersMovedBetweenNames() {
    ByteString token = issue();

    assertRefused(token, instance("shopa", "lice", "phone", 42), Reason.FORGED);
    assertRefused(token, instance("shop", "alicep", "hone", 42), Reason.FORGED);
    assertRefused(token, instance("", "shopalice", "phone", 42), Reason.FORGED);
  }

  @Test
  void isBoundToItsSession() {
    Checked other = tokens.check(issue(), new SessionId(1, 2).bytes(), ALICE);
    Checked noId = tokens.check(issue(), ByteString.EMPTY, ALICE);

    assertThat(other).isEqualTo(new Refused(Reason.FORGED));
    assertThat(noId).isEqualTo(new Refused(Reason.MALFORMED));
  }

  @Test
  void refusesATokenWithAnyBitFlipped() {
    byte[] token = issue().toByteArray();

    for (int bit = 0; bit < token.length * Byte.SIZE; bit++) {
      byte[] changed = token.clone();
      changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertThat(tokens.check(ByteString.copyFrom(changed), SESSION.bytes(), ALICE))
          .as("bit %d", bit)
          .isInstanceOf(Refused.class);
    }
  }

  @Test
  void refusesATokenCutOffOrContinuedAnywhere() {
    ByteString token = issue();

    for (int length = 0; length < token.size(); length++) {
      assertThat(tokens.check(token.substring(0, length), SESSION.bytes(), ALICE))
          .as("%d bytes", length)
          .isInstanceOf(Refused.class);
    }
    assertRefused(token.concat(ByteString.copyFrom(new byte[1])), ALICE, Reason.MALFORMED);
    assertRefused(ByteString.EMPTY, ALICE, Reason.MISSING);
    assertRefused(ByteString.copyFrom(new byte[32]), ALICE, Reason.MALFORMED);
  }

  @Test
  void acceptsATokenForItsLifeAndNotASecondLonger() {
    ByteString token = issue();

    now.set(now.get().plus(LIFE));
    assertThat(tokens.check(token, SESSION.bytes(), ALICE)).isInstanceOf(Genuine.class);

    now.set(now.get().plusSeconds(1));
    assertRefused(token, ALICE, Reason.EXPIRED);
  }

  @Test
  void acceptsATokenOfAGatewayWhoseClockIsAhead() {
    ByteString token = issue();

    now.set(now.get().minusSeconds(30));

    assertThat(tokens.check(token, SESSION.bytes(), ALICE)).isInstanceOf(Genuine.class);
  }

  @Test
  void refusesTokensOfAnotherProcessesRandomKey() {
    ByteString token = issue();

    keys.set(ResumeKeys.random(new SecureRandom()));

    assertRefused(token, ALICE, Reason.UNKNOWN_KEY);
  }

  @Test
  void aKeyOfTheSameIdWithAnotherSecretRefuses() throws Exception {
    keys.set(load("current: {id: a, secret: " + secret(1) + "}"));
    ByteString token = issue();

    keys.set(load("current: {id: a, secret: " + secret(2) + "}"));

    assertRefused(token, ALICE, Reason.FORGED);
  }

  @Test
  void aRotationStrandsNobodyUntilTheOldKeyIsRetired() throws Exception {
    String a = "{id: a, secret: " + secret(1) + "}";
    String b = "{id: b, secret: " + secret(2) + "}";
    ResumeKeys usual = load("current: " + a);
    ResumeKeys spread = load("current: " + a + "\nnext: " + b);
    ResumeKeys switched = load("previous: " + a + "\ncurrent: " + b);
    ResumeKeys retired = load("current: " + b);

    assertAccepts(usual, spread);
    assertAccepts(spread, usual);
    assertAccepts(spread, switched);
    assertAccepts(switched, spread); // a gateway that has not read the new file yet
    assertAccepts(switched, retired);

    keys.set(spread);
    ByteString old = issue();
    keys.set(retired);
    assertRefused(old, ALICE, Reason.UNKNOWN_KEY);
  }

  @Test
  void theLongestNamesFitInto256Bytes() throws Exception {
    keys.set(load("current: {id: " + "k".repeat(32) + ", secret: " + secret(1) + "}"));
    ClientInstance wordy = instance("a".repeat(128), "ü".repeat(64), "d".repeat(128), -1);

    ByteString token = tokens.issue(SESSION, wordy, "r".repeat(63), "g".repeat(63));

    assertThat(token.size()).isLessThanOrEqualTo(256);
    assertThat(tokens.check(token, SESSION.bytes(), wordy))
        .isEqualTo(new Genuine(SESSION, "r".repeat(63), "g".repeat(63)));
  }

  @Test
  void refusesToMakeATokenThatWouldNotFit() {
    assertThatThrownBy(() -> tokens.issue(SESSION, ALICE, "eu-west", "g".repeat(64)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gateway: 64 bytes (expected: <= 63)");
  }

  private ByteString issue() {
    return tokens.issue(SESSION, ALICE, "eu-west", "gw-1");
  }

  private void assertRefused(ByteString token, ClientInstance instance, Reason reason) {
    assertThat(tokens.check(token, SESSION.bytes(), instance)).isEqualTo(new Refused(reason));
  }

  private void assertAccepts(ResumeKeys issuer, ResumeKeys checker) {
    keys.set(issuer);
    ByteString token = issue();
    keys.set(checker);
    assertThat(tokens.check(token, SESSION.bytes(), ALICE))
        .as("made with %s, checked with %s", issuer, checker)
        .isInstanceOf(Genuine.class);
  }

  private ResumeKeys load(String yaml) throws Exception {
    return ResumeKeys.load(Files.writeString(folder.resolve("resume-keys.yaml"), yaml));
  }

  private static ClientInstance instance(String app, String user, String device, long epoch) {
    return new ClientInstance(new UserKey(app, user), device, epoch);
  }

  private static String secret(int first) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) first;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
