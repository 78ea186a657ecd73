package io.drawbridge.gateway.attach;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs tokens of every kind by the JDK alone, so that tests do not trust the checking code. */
final class Signing {
  static final byte[] SECRET =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  static final KeyPair RSA = pair("RSA", 2048);
  static final KeyPair ED25519 = pair("Ed25519", 255);

  private Signing() {}

  static String keySet(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  static String hmacKey(String id) {
    return "{\"kty\":\"oct\",\"kid\":\"%s\",\"alg\":\"HS256\",\"use\":\"sig\",\"k\":\"%s\"}"
        .formatted(id, base64(SECRET));
  }

  static String rsaKey(String id) {
    RSAPublicKey key = (RSAPublicKey) RSA.getPublic();
    byte[] modulus = key.getModulus().toByteArray();
    return "{\"kty\":\"RSA\",\"kid\":\"%s\",\"alg\":\"RS256\",\"n\":\"%s\",\"e\":\"%s\"}"
        .formatted(id, base64(modulus), base64(key.getPublicExponent().toByteArray()));
  }

  static String ed25519Key(String id) {
    byte[] der = ED25519.getPublic().getEncoded();
    byte[] raw = Arrays.copyOfRange(der, der.length - 32, der.length);
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"%s\",\"alg\":\"EdDSA\",\"x\":\"%s\"}"
        .formatted(id, base64(raw));
  }

  static String hs256(String header, String payload) {
    return hs256(header, payload, SECRET);
  }

  static String hs256(String header, String payload, byte[] secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      String signed = signedPart(header, payload);
      return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String rs256(String header, String payload) {
    return sign("SHA256withRSA", RSA.getPrivate(), header, payload);
  }

  static String edDsa(String header, String payload) {
    return sign("Ed25519", ED25519.getPrivate(), header, payload);
  }

  static String header(String algorithm, String keyId) {
    return "{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(algorithm, keyId);
  }

  /** Values are JSON text. */
  static String json(Map<String, String> claims) {
    return claims.entrySet().stream()
        .map(claim -> "\"" + claim.getKey() + "\":" + claim.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  static String signedPart(String header, String payload) {
    return base64(header.getBytes(StandardCharsets.UTF_8))
        + "."
        + base64(payload.getBytes(StandardCharsets.UTF_8));
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String sign(String algorithm, PrivateKey key, String header, String payload) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      String signed = signedPart(header, payload);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair pair(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
