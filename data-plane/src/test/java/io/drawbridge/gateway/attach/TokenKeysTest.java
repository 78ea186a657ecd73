package io.drawbridge.gateway.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenKeysTest {
  @TempDir private Path folder;

  @Test
  void readsEveryKeyOfTheFile() throws Exception {
    Path file =
        write(Signing.keySet(Signing.hmacKey("a"), Signing.rsaKey("b"), Signing.ed25519Key("c")));

    TokenKeys keys = TokenKeys.load(file);

    assertThat(keys.size()).isEqualTo(3);
    assertThat(keys.find("b")).map(TokenKey::algorithm).hasValue("RS256");
    assertThat(keys.find("d")).isEmpty();
  }

  @Test
  void namesTheFileThatIsNotThere() {
    assertThatThrownBy(() -> TokenKeys.load(folder.resolve("none.json")))
        .isInstanceOf(TokenKeysException.class)
        .hasMessageContaining("none.json: cannot be read");
  }

  @Test
  void refusesAFileThatHoldsNoKeySet() throws IOException {
    assertRefused("not json", "keys.json: not a JSON Web Key set (expected: {\"keys\": [...]})");
    assertRefused("{\"keys\":7}", "keys.json: not a JSON Web Key set");
    assertRefused("{}", "keys.json: keys: missing (expected: a list of JSON Web Keys)");
    assertRefused("{\"keys\":[]}", "keys.json: 0 keys (expected: 1 to 64)");
  }

  @Test
  void namesTheKeyThatCannotBeUsedAndWhy() throws IOException {
    assertKeyRefused("\"kid\":\"x\",\"alg\":\"HS256\"", "key 2 (kid x): not a JSON Web Key: ");
    assertKeyRefused("\"kty\":\"oct\",\"alg\":\"HS256\",\"k\":\"AAAA\"", "key 2: kid: missing");
    assertKeyRefused(
        "\"kty\":\"oct\",\"kid\":\"x\",\"k\":\"AAAA\"",
        "key 2 (kid x): alg: missing (expected: HS256, RS256 or EdDSA)");
    assertKeyRefused(
        "\"kty\":\"oct\",\"kid\":\"x\",\"alg\":\"HS384\",\"k\":\"AAAA\"",
        "key 2 (kid x): alg: HS384 (expected: HS256, RS256 or EdDSA)");
    assertKeyRefused(
        "\"kty\":\"oct\",\"kid\":\"x\",\"alg\":\"HS256\",\"k\":\"AAAA\"",
        "key 2 (kid x): k: 3 bytes (expected: >= 32 for HS256)");
    assertKeyRefused(
        "\"kty\":\"oct\",\"kid\":\"x\",\"alg\":\"RS256\",\"k\":\"AAAA\"",
        "key 2 (kid x): kty: oct (expected: RSA)");
    assertKeyRefused(
        "\"kty\":\"RSA\",\"kid\":\"x\",\"alg\":\"RS256\",\"n\":\"AQAB\",\"e\":\"AQAB\"",
        "key 2 (kid x): n: ");
    assertKeyRefused(
        "\"kty\":\"oct\",\"kid\":\"x\",\"alg\":\"HS256\",\"use\":\"enc\",\"k\":\"AAAA\"",
        "key 2 (kid x): use: enc (expected: sig)");
    assertKeyRefused(
        "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"x\",\"alg\":\"EdDSA\",\"x\":\"AAAA\"",
        "key 2 (kid x): x: 3 bytes (expected: 32)");
  }

  @Test
  void refusesAPrivateKeyBecauseAGatewayOnlyChecks() throws IOException {
    String x =
        Signing.base64("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    assertKeyRefused(
        "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"x\",\"alg\":\"EdDSA\",\"x\":\"%s\",\"d\":\"%s\""
            .formatted(x, x),
        "key 2 (kid x): private key (expected: its public part alone)");
  }

  @Test
  void refusesTwoKeysOfOneId() throws IOException {
    assertRefused(
        Signing.keySet(Signing.hmacKey("a"), Signing.rsaKey("a")),
        "key 2 (kid a): kid: used before (expected: one key an id)");
  }

  @Test
  void leavesOutWhatAnIssuerPublishesForOtherUses() throws Exception {
    String forEncryption = Signing.rsaKey("enc").replace("\"n\":", "\"use\":\"enc\",\"n\":");
    String unknown = "{\"kty\":\"EC\",\"kid\":\"x\",\"alg\":\"ES256\"}";
    List<String> leftOut = new ArrayList<>();

    TokenKeys keys =
        TokenKeys.parsePublished(
            "issuer", Signing.keySet(forEncryption, Signing.rsaKey("sig"), unknown), leftOut::add);

    assertThat(keys).hasToString("keys [sig]");
    assertThat(leftOut)
        .satisfiesExactly(
            first ->
                assertThat(first).isEqualTo("issuer: key 1 (kid enc): use: enc (expected: sig)"),
            second -> assertThat(second).startsWith("issuer: key 3 (kid x): "));
    assertThatThrownBy(
            () -> TokenKeys.parsePublished("issuer", Signing.keySet(unknown), leftOut::add))
        .hasMessage("issuer: 1 keys (expected: 1 to 64)");
  }

  private void assertKeyRefused(String members, String message) throws IOException {
    assertRefused(Signing.keySet(Signing.hmacKey("good"), "{" + members + "}"), message);
  }

  private void assertRefused(String text, String message) throws IOException {
    Path file = write(text);

    assertThatThrownBy(() -> TokenKeys.load(file))
        .isInstanceOf(TokenKeysException.class)
        .hasMessageContaining(message);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("keys.json"), text);
  }
}
