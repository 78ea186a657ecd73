package io.drawbridge.gateway.attach;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;

/**
 * One configured key. It is used with the one algorithm named here, whatever a token's header says:
 * choosing the check by the header lets an attacker sign by HMAC with a public RSA key.
 */
record TokenKey(String id, String algorithm, SignatureCheck check) {
  private static final int MIN_RSA_BITS = 2048; // RFC 7518 section 3.3
  private static final int MIN_HMAC_BYTES = 32; // RFC 7518 section 3.2

  /** Threads: any number at a time. */
  @FunctionalInterface
  interface SignatureCheck {
    boolean matches(byte[] signed, byte[] signature) throws GeneralSecurityException, JOSEException;
  }

  /** Throws {@link IllegalArgumentException} with a message that holds no key text. */
  static TokenKey of(JWK jwk) throws JOSEException, GeneralSecurityException {
    String id = jwk.getKeyID();
    require(id != null && !id.isBlank(), "kid: missing (expected: the id that tokens name)");
    require(jwk.getAlgorithm() != null, "alg: missing (expected: HS256, RS256 or EdDSA)");
    requireVerificationUse(jwk);
    String algorithm = jwk.getAlgorithm().getName();
    return new TokenKey(id, algorithm, checkOf(jwk, algorithm));
  }

  private static SignatureCheck checkOf(JWK jwk, String algorithm)
      throws JOSEException, GeneralSecurityException {
    return switch (algorithm) {
      case "HS256" -> hmac(ofType(OctetSequenceKey.class, jwk, "oct"));
      case "RS256" -> rsa(ofType(RSAKey.class, jwk, "RSA"));
      case "EdDSA" -> ed25519(ofType(OctetKeyPair.class, jwk, "OKP"));
      default ->
          throw new IllegalArgumentException(
              "alg: " + algorithm + " (expected: HS256, RS256 or EdDSA)");
    };
  }

  private static SignatureCheck hmac(OctetSequenceKey key) throws GeneralSecurityException {
    int bytes = key.toByteArray().length;
    require(bytes >= MIN_HMAC_BYTES, "k: " + bytes + " bytes (expected: >= 32 for HS256)");
    return new HmacCheck(key.toByteArray());
  }

  private static SignatureCheck rsa(RSAKey key) throws JOSEException {
    requirePublic(key);
    require(key.size() >= MIN_RSA_BITS, "n: " + key.size() + " bits (expected: >= 2048)");
    JWSVerifier verifier = new RSASSAVerifier(key);
    JWSHeader header = new JWSHeader(JWSAlgorithm.RS256); // ours, never the token's
    return (signed, signature) -> verifier.verify(header, signed, Base64URL.encode(signature));
  }

  private static SignatureCheck ed25519(OctetKeyPair key) throws GeneralSecurityException {
    requirePublic(key);
    require(Curve.Ed25519.equals(key.getCurve()), "crv: unknown (expected: Ed25519)");
    return new Ed25519Check(key.getDecodedX());
  }

  private static void requireVerificationUse(JWK jwk) {
    KeyUse use = jwk.getKeyUse();
    require(use == null || KeyUse.SIGNATURE.equals(use), "use: " + use + " (expected: sig)");
    boolean verifies =
        jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY);
    require(verifies, "key_ops: " + jwk.getKeyOperations() + " (expected: verify among them)");
  }

  private static void requirePublic(JWK jwk) {
    require(!jwk.isPrivate(), "private key (expected: its public part alone)");
  }

  private static <T extends JWK> T ofType(Class<T> type, JWK jwk, String expected) {
    require(type.isInstance(jwk), "kty: " + jwk.getKeyType() + " (expected: " + expected + ")");
    return type.cast(jwk);
  }

  private static void require(boolean fulfilled, String problem) {
    if (!fulfilled) {
      throw new IllegalArgumentException(problem);
    }
  }
}
