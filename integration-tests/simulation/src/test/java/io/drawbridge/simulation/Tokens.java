package io.drawbridge.simulation;

import io.drawbridge.gateway.attach.TokenKeys;
import io.drawbridge.gateway.attach.TokenKeysException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Clients' tokens, which never end, and the key they are signed with. */
final class Tokens {
  private static final byte[] SECRET =
      "a secret of the simulator, 32 b.".getBytes(StandardCharsets.US_ASCII);
  private static final TokenKeys KEYS = parsed();
  private static final Map<String, String> BY_USER = new ConcurrentHashMap<>();

  private Tokens() {}

  static TokenKeys keys() {
    return KEYS;
  }

  private static TokenKeys parsed() {
    try {
      return TokenKeys.parse(
          "simulation",
          "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"k\",\"alg\":\"HS256\",\"use\":\"sig\",\"k\":\"%s\"}]}"
              .formatted(base64(SECRET)));
    } catch (TokenKeysException e) {
      throw new AssertionError(e);
    }
  }

  static String of(String user) {
    return BY_USER.computeIfAbsent(user, Tokens::signed);
  }

  private static String signed(String user) {
    String header = base64("{\"alg\":\"HS256\",\"kid\":\"k\"}".getBytes(StandardCharsets.UTF_8));
    String claims = "{\"app\":\"default\",\"sub\":\"%s\",\"exp\":4000000000}".formatted(user);
    String said = header + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
      return said + "." + base64(mac.doFinal(said.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
