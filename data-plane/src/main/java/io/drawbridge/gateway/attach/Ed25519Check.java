package io.drawbridge.gateway.attach;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** EdDSA over Curve25519 by the JDK: the JWT library's own needs a further dependency. */
final class Ed25519Check implements TokenKey.SignatureCheck {
  private static final int KEY_BYTES = 32;

  /** DER of SubjectPublicKeyInfo up to the key's 32 bytes, RFC 8410 section 4. */
  private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final PublicKey key;

  Ed25519Check(byte[] rawKey) throws GeneralSecurityException {
    if (rawKey.length != KEY_BYTES) {
      throw new IllegalArgumentException("x: " + rawKey.length + " bytes (expected: 32)");
    }
    byte[] der = new byte[SPKI_PREFIX.length + KEY_BYTES];
    System.arraycopy(SPKI_PREFIX, 0, der, 0, SPKI_PREFIX.length);
    System.arraycopy(rawKey, 0, der, SPKI_PREFIX.length, KEY_BYTES);
    this.key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
  }

  @Override
  public boolean matches(byte[] signed, byte[] signature) throws GeneralSecurityException {
    Signature verification = Signature.getInstance("Ed25519");
    verification.initVerify(key);
    verification.update(signed);
    try {
      return verification.verify(signature);
    } catch (SignatureException e) {
      return false; // e.g. a signature of another length
    }
  }
}
