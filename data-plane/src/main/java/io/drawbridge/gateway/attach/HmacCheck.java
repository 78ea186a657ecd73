package io.drawbridge.gateway.attach;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC with SHA-256 by the JDK. The JWT library looks its implementation up for every token, which
 * takes longer than the check.
 */
final class HmacCheck implements TokenKey.SignatureCheck {
  private static final String ALGORITHM = "HmacSHA256";

  /** Initialised, never used itself: a clone costs less than a new one with its key. */
  private final Mac prototype;

  HmacCheck(byte[] secret) throws GeneralSecurityException {
    prototype = Mac.getInstance(ALGORITHM);
    prototype.init(new SecretKeySpec(secret, ALGORITHM));
  }

  @Override
  public boolean matches(byte[] signed, byte[] signature) {
    return MessageDigest.isEqual(mac().doFinal(signed), signature); // constant time
  }

  private Mac mac() {
    try {
      return (Mac) prototype.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(ALGORITHM + ": not to be cloned (expected: cloneable)", e);
    }
  }
}
