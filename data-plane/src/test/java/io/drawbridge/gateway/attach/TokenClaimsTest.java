package io.drawbridge.gateway.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenClaimsTest {
  @Test
  void readsTextAndTimesAndPassesOverTheRest() throws TokenRejection {
    TokenClaims claims =
        parsed("{\"sub\":\"al\\u0069ce\",\"exp\":1.9e9,\"x\":[{\"sub\":1}],\"y\":{},\"z\":null}");

    assertThat(claims.name("sub")).contains("alice");
    assertThat(claims.time("exp").orElseThrow().getEpochSecond()).isEqualTo(1_900_000_000L);
    assertThat(claims.has("z")).isTrue();
    assertThat(claims.has("absent")).isFalse();
    assertThatThrownBy(() -> claims.text("x")).isInstanceOf(TokenRejection.class);
    assertThatThrownBy(() -> claims.time("sub")).isInstanceOf(TokenRejection.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{\"sub\"",
        "{\"sub\":",
        "{\"sub\":\"a\"",
        "{\"sub\":\"a\",}",
        "{\"sub\":\"a\"}{}",
        "{\"sub\":\"a\"} x",
        "{\"sub\":\"a\",\"sub\":\"b\"}",
        "{\"exp\":01}",
        "{sub:\"a\"}"
      })
  void refusesWhatIsNotOneObjectWithDifferentNames(String json) {
    assertThatThrownBy(() -> parsed(json))
        .isInstanceOf(TokenRejection.class)
        .hasMessage("token payload: unreadable (expected: base64url of JSON)");
  }

  @Test
  void refusesObjectsThatAreTooDeep() {
    String deep = "{\"a\":" + "[".repeat(3_000) + "]".repeat(3_000) + "}";
    assertThatThrownBy(() -> parsed(deep)).isInstanceOf(TokenRejection.class);
  }

  private static TokenClaims parsed(String json) throws TokenRejection {
    byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
    return TokenClaims.parse(
        "payload", Base64.getUrlEncoder().withoutPadding().encodeToString(utf8));
  }
}
