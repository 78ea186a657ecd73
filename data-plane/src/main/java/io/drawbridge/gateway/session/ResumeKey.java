package io.drawbridge.gateway.session;

import com.google.protobuf.ByteString;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One named key of HMAC-SHA256. Threads: any number at a time. */
final class ResumeKey {
  private static final String ALGORITHM = "HmacSHA256";

  private final String id;
  private final ByteString idBytes;

  /** Initialised, never used itself: a clone costs less than a new one with its key. */
  private final Mac prototype;

  private ResumeKey(String id, Mac prototype) {
    this.id = id;
    this.idBytes = ByteString.copyFromUtf8(id);
    this.prototype = prototype;
  }

  static ResumeKey of(String id, byte[] secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return new ResumeKey(id, mac);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + ": unusable (expected: in every JDK)", e);
    }
  }

  String id() {
    return id;
  }

  ByteString idBytes() {
    return idBytes;
  }

  /** A computation of its own, by this key. */
  Mac mac() {
    try {
      return (Mac) prototype.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(ALGORITHM + ": not to be cloned (expected: cloneable)", e);
    }
  }

  @Override
  public String toString() {
    return id;
  }
}
