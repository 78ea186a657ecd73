package io.drawbridge.gateway.tls;

import java.nio.file.Path;

/** A certificate or key that cannot be used: names the file, never what is in a key. */
public final class CertificateException extends Exception {
  CertificateException(Path file, String why) {
    super(file + ": " + why);
  }

  CertificateException(Exception cause) {
    super(cause.getMessage(), cause);
  }
}
