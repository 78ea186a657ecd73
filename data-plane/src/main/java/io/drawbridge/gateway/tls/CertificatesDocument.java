package io.drawbridge.gateway.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A certificates file as it is written; the record components are its keys. */
record CertificatesDocument(List<Entry> certificates) {
  /** Each costs native memory; a gateway serves the names of its fleet, not of customers. */
  private static final int MAX_CERTIFICATES = 64;

  CertificatesDocument {
    if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
      throw new IllegalArgumentException(
          "certificates: " + certificates.size() + " (expected: 1 to " + MAX_CERTIFICATES + ")");
    }
  }

  /**
   * One certificate.
   *
   * @param certificate its PEM file, followed by those that vouch for it
   * @param key PEM file of its key
   * @param names whom it is for; those in the certificate unless said
   */
  record Entry(Path certificate, Path key, Optional<List<String>> names) {
    /** With paths that are relative to the folder of {@code document}. */
    Entry beside(Path document) {
      return new Entry(document.resolveSibling(certificate), document.resolveSibling(key), names);
    }
  }
}
