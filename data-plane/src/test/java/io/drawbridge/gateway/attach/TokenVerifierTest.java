package io.drawbridge.gateway.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.overload.Standing;
import io.drawbridge.gateway.session.SessionIndex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final long SECOND = NOW.getEpochSecond();
  private static final String HS = Signing.header("HS256", "hs");

  @TempDir private Path folder;
  private final AtomicInteger unknownKeys = new AtomicInteger();
  private final Revocations revocations = new Revocations(new SessionIndex(), () -> NOW);
  private TokenVerifier verifier;

  @BeforeEach
  void readKeys() throws Exception {
    Path file = folder.resolve("keys.json");
    Files.writeString(
        file,
        Signing.keySet(Signing.hmacKey("hs"), Signing.rsaKey("rs"), Signing.ed25519Key("ed")));
    TokenKeys keys = TokenKeys.load(file);
    verifier = new TokenVerifier(() -> keys, unknownKeys::incrementAndGet, revocations, () -> NOW);
  }

  @Test
  void acceptsATokenOfEveryConfiguredAlgorithm() {
    String payload =
        payload(Map.of("device", "\"phone\"", "home", "\"eu\"", "iat", text(SECOND - 5)));
    List<String> tokens =
        List.of(
            Signing.hs256(HS, payload),
            Signing.rs256(Signing.header("RS256", "rs"), payload),
            Signing.edDsa(Signing.header("EdDSA", "ed"), payload));

    TokenIdentity alice =
        new TokenIdentity(
            "default",
            "alice",
            Optional.of("phone"),
            Optional.of("eu"),
            Optional.of(NOW.minusSeconds(5)),
            Instant.ofEpochSecond(SECOND + 600),
            Standing.USUAL);
    assertThat(tokens)
        .allSatisfy(token ->
            assertThat(verifier.verify(token, "phone"))
                .isEqualTo(new TokenVerdict.Accepted(alice)));
  }

  @Test
  void knowsHowImportantTheBearerMayBe() {
    assertThat(standing(Map.of("tier", "\"standard\"")))
        .isEqualTo(Standing.of(2, OptionalInt.empty()));
    assertThat(standing(Map.of("cohort", "0"))).isEqualTo(Standing.of(0, OptionalInt.of(0)));
    assertThat(standing(Map.of("tier", "\"background\"", "cohort", "127")))
        .isEqualTo(Standing.of(3, OptionalInt.of(127)));
  }

  private Standing standing(Map<String, String> claims) {
    return switch (verifier.verify(Signing.hs256(HS, payload(claims)), "phone")) {
      case TokenVerdict.Accepted(TokenIdentity identity) -> identity.standing();
      case TokenVerdict other -> throw new AssertionError(other);
    };
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "tier; \"CRITICAL\"; token tier: unknown (expected: one of [critical, interactive, standard, background])",
        "tier; 2; token tier: not a string (expected: a string)",
        "cohort; 128; token cohort: not one (expected: 0 to 127)",
        "cohort; -1; token cohort: not one (expected: 0 to 127)",
        "cohort; 0.5; token cohort: not one (expected: 0 to 127)",
        "cohort; \"0\"; token cohort: not one (expected: 0 to 127)",
      })
  void refusesAnImportanceThatIsNone(String claim, String value, String text) {
    assertThat(verifier.verify(Signing.hs256(HS, payload(Map.of(claim, value))), "phone"))
        .isEqualTo(new TokenVerdict.Rejected(text));
  }

  @Test
  void leavesTheDeviceOpenWhenTheTokenNamesNone() {
    TokenVerdict verdict = verifier.verify(Signing.hs256(HS, payload(Map.of())), "phone");

    assertThat(verdict)
        .isInstanceOfSatisfying(
            TokenVerdict.Accepted.class,
            accepted -> assertThat(accepted.identity().device()).isEmpty());
  }

  @Test
  void ignoresKeysAndAddressesOfKeysInTheHeader() {
    String header =
        "{\"alg\":\"HS256\",\"kid\":\"hs\",\"jku\":\"http://127.0.0.1:1/\",\"x5u\":7,\"jwk\":[]}";

    assertThat(verifier.verify(Signing.hs256(header, payload(Map.of())), "phone"))
        .isInstanceOf(TokenVerdict.Accepted.class);
  }

  @Test
  void acceptsAMinuteOfClockSkewAndNoMore() {
    assertAccepted(Map.of("exp", text(SECOND - 59)));
    assertThat(
            verifier.verify(Signing.hs256(HS, payload(Map.of("exp", text(SECOND - 60)))), "phone"))
        .isInstanceOfSatisfying(
            TokenVerdict.Expired.class,
            expired -> {
              assertThat(expired.text()).isEqualTo("token exp: 60 s ago (expected: in the future)");
              assertThat(expired.identity().user()).isEqualTo("alice");
            });
    assertAccepted(Map.of("nbf", text(SECOND + 60)));
    assertRejected(Map.of("nbf", text(SECOND + 61)), "token nbf: in 61 s (expected: in the past)");
  }

  @Test
  void aRevokedTokenIsToldFromAnExpiredOne() {
    revocations.add(RevocationsTest.set(RevocationsTest.revocation("alice", "", NOW)));

    assertRevoked(Map.of("iat", text(SECOND)));
    assertRevoked(Map.of());
    assertRevoked(Map.of("iat", text(SECOND - 600), "exp", text(SECOND - 300)));
    assertAccepted(Map.of("iat", text(SECOND + 1)));
    assertAccepted(Map.of("sub", "\"bob\""));
  }

  private void assertRevoked(Map<String, String> changes) {
    assertThat(verifier.verify(Signing.hs256(HS, payload(changes)), "phone"))
        .isInstanceOf(TokenVerdict.Revoked.class);
  }

  @Test
  void rejectsAForgedSignatureOfEveryAlgorithm() {
    String mallory = payload(Map.of("sub", "\"mallory\""));
    for (String genuine :
        List.of(
            Signing.hs256(HS, payload(Map.of())),
            Signing.rs256(Signing.header("RS256", "rs"), payload(Map.of())),
            Signing.edDsa(Signing.header("EdDSA", "ed"), payload(Map.of())))) {
      String[] parts = genuine.split("\\.", -1);
      String forged =
          parts[0] + "." + Signing.signedPart("", mallory).substring(1) + "." + parts[2];

      assertRejected(forged, "token signature: wrong (expected: by the key its kid names)");
    }
  }

  @Test
  void rejectsSignaturesThatAreNone() {
    String signed = Signing.signedPart(Signing.header("EdDSA", "ed"), payload(Map.of()));

    for (String signature : List.of("", "AAAA", "!!", "A".repeat(1000))) {
      assertRejected(
          signed + "." + signature, "token signature: wrong (expected: by the key its kid names)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE", "RS256", "HS512", ""})
  void rejectsEveryAlgorithmButTheKeysOwn(String algorithm) {
    String header = Signing.header(algorithm, "hs");

    String expected = "token alg: not this key's (expected: HS256, as configured)";
    assertRejected(Signing.hs256(header, payload(Map.of())), expected);
    assertRejected(Signing.signedPart(header, payload(Map.of())) + ".", expected);
  }

  @Test
  void rejectsHmacWithThePublicRsaKeyAsSecret() {
    byte[] publicKey = Signing.RSA.getPublic().getEncoded();
    String token = Signing.hs256(Signing.header("HS256", "rs"), payload(Map.of()), publicKey);

    assertRejected(token, "token alg: not this key's (expected: RS256, as configured)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"other", "../hs", "../../etc/passwd", "HS", "hs ", ""})
  void rejectsKeyIdsThatAreNotConfigured(String id) {
    assertRejected(
        Signing.hs256(Signing.header("HS256", id), payload(Map.of())),
        "token kid: unknown (expected: one of 3 configured)");
    assertThat(unknownKeys).hasValue(1); // a look for new ones
  }

  @Test
  void rejectsATokenThatIsTooLongWithoutReadingIt() {
    assertRejected("x".repeat(65_536), "token: 65536 bytes (expected: <= 8192)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b", "a.b.c.d", "{}.{}.", "\u0000.é.\ud800"})
  void rejectsWhatIsNoToken(String text) {
    assertThat(verifier.verify(text, "phone")).isInstanceOf(TokenVerdict.Rejected.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exp", "sub", "app"})
  void rejectsATokenWithoutARequiredClaim(String name) {
    Map<String, String> claims = claims();
    claims.remove(name);

    assertRejected(
        Signing.hs256(HS, Signing.json(claims)), "token " + name + ": missing (expected: present)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "exp|\"tomorrow\"|token exp: not a time (expected: seconds since 1970)",
        "exp|-1|token exp: not a time (expected: seconds since 1970)",
        "exp|1e300|token exp: not a time (expected: seconds since 1970)",
        "iat|\"now\"|token iat: not a time (expected: seconds since 1970)",
        "nbf|{}|token nbf: not a time (expected: seconds since 1970)",
        "sub|7|token sub: not a string (expected: a string)",
        "sub|\"\"|token sub: 0 bytes (expected: 1 to 128)",
        "sub|\"a\\nb\"|token sub: control character (expected: none)",
        "sub|\"\\ud800\"|token sub: not well-formed Unicode (expected: well-formed)",
        "app|[\"default\"]|token app: not a string (expected: a string)",
        "app|\"a:b\"|token app: has one of : { } (expected: none of them)",
        "device|true|token device: not a string (expected: a string)",
      })
  void rejectsClaimsOfTheWrongKind(String name, String json, String text) {
    assertRejected(Map.of(name, json), text);
  }

  @Test
  void countsLengthsInBytesNotInCharacters() {
    assertAccepted(Map.of("sub", "\"" + "界".repeat(42) + "\""));
    assertRejected(
        Map.of("sub", "\"" + "界".repeat(43) + "\""), "token sub: 129 bytes (expected: 1 to 128)");
  }

  @Test
  void rejectsCriticalExtensionsItDoesNotKnow() {
    String header = "{\"alg\":\"HS256\",\"kid\":\"hs\",\"crit\":[\"b64\"],\"b64\":false}";

    assertRejected(
        Signing.hs256(header, payload(Map.of())),
        "token crit: present (expected: no critical extensions)");
  }

  @Test
  void rejectsAClaimNamedTwice() {
    String payload = "{\"sub\":\"a\",\"sub\":\"b\",\"app\":\"x\",\"exp\":" + (SECOND + 600) + "}";

    assertThat(verifier.verify(Signing.hs256(HS, payload), "phone"))
        .isInstanceOf(TokenVerdict.Rejected.class);
  }

  @Test
  void worksOnManyThreadsAtOnce() throws InterruptedException {
    List<String> tokens =
        List.of(
            Signing.hs256(HS, payload(Map.of())),
            Signing.rs256(Signing.header("RS256", "rs"), payload(Map.of())),
            Signing.edDsa(Signing.header("EdDSA", "ed"), payload(Map.of())));
    Boolean[] right = new Boolean[4];
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < right.length; i++) {
      int index = i;
      threads.add(Thread.ofPlatform().start(() -> right[index] = acceptsAll(tokens, 100)));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(Arrays.asList(right)).containsOnly(true);
  }

  private boolean acceptsAll(List<String> tokens, int times) {
    boolean all = true;
    for (int i = 0; i < times; i++) {
      for (String token : tokens) {
        all &= verifier.verify(token, "phone") instanceof TokenVerdict.Accepted;
      }
    }
    return all;
  }

  private void assertAccepted(Map<String, String> changes) {
    assertThat(verifier.verify(Signing.hs256(HS, payload(changes)), "phone"))
        .isInstanceOf(TokenVerdict.Accepted.class);
  }

  private void assertRejected(Map<String, String> changes, String text) {
    assertRejected(Signing.hs256(HS, payload(changes)), text);
  }

  private void assertRejected(String token, String text) {
    assertThat(verifier.verify(token, "phone")).isEqualTo(new TokenVerdict.Rejected(text));
  }

  private static String payload(Map<String, String> changes) {
    Map<String, String> claims = claims();
    claims.putAll(changes);
    return Signing.json(claims);
  }

  private static Map<String, String> claims() {
    return new TreeMap<>(
        Map.of("sub", "\"alice\"", "app", "\"default\"", "exp", text(SECOND + 600)));
  }

  private static String text(long number) {
    return Long.toString(number);
  }
}
