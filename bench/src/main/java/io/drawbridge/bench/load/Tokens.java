package io.drawbridge.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs one token a user: HS256 with the bytes of a key file, or RS256 with a PKCS#8 key in DER
 * where the file's name ends with {@code .der}. Not thread-safe.
 */
public final class Tokens {
  private static final Duration VALID = Duration.ofDays(1);
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String head;
  private final Signer signer;

  /** Signs bytes. */
  private interface Signer {
    byte[] sign(byte[] bytes) throws GeneralSecurityException;
  }

  private Tokens(String algorithm, String keyId, Signer signer) {
    this.head =
        encoded("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\",\"kid\":\"" + keyId + "\"}");
    this.signer = signer;
  }

  /** Reads the key. */
  public static Tokens open(Path key, String keyId) throws IOException, GeneralSecurityException {
    byte[] bytes = Files.readAllBytes(key);
    if (!key.toString().endsWith(".der")) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
      return new Tokens("HS256", keyId, mac::doFinal);
    }
    PrivateKey secret =
        KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes));
    Signature rsa = Signature.getInstance("SHA256withRSA");
    return new Tokens(
        "RS256",
        keyId,
        input -> {
          rsa.initSign(secret);
          rsa.update(input);
          return rsa.sign();
        });
  }

  /** A token of app {@code default} for this user. */
  public String token(String user) throws GeneralSecurityException {
    long now = Instant.now().getEpochSecond();
    String claims =
        "{\"sub\":\"%s\",\"app\":\"default\",\"iat\":%d,\"exp\":%d}"
            .formatted(user, now, now + VALID.toSeconds());
    String signed = head + "." + encoded(claims);
    byte[] signature = signer.sign(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + BASE64.encodeToString(signature);
  }

  private static String encoded(String json) {
    return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
