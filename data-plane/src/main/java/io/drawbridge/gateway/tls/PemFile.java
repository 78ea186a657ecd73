package io.drawbridge.gateway.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys as certificate authorities hand them out. Not on an event loop. */
final class PemFile {
  /** A chain has some kilobytes. */
  private static final int MAX_BYTES = 256 << 10;

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----");

  private PemFile() {}

  /** At least one, in the order of the file. */
  static List<X509Certificate> certificates(Path file) throws CertificateException {
    try {
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (found.isEmpty()) {
        throw new CertificateException(file, "no certificate (expected: BEGIN CERTIFICATE)");
      }
      return found;
    } catch (java.security.cert.CertificateException e) {
      throw new CertificateException(file, "no certificate: " + e.getMessage());
    }
  }

  /** The key, which is one for {@code algorithm}. No message has a character of it. */
  static PrivateKey key(Path file, String algorithm) throws CertificateException {
    String text = new String(bytes(file), StandardCharsets.ISO_8859_1);
    Matcher key = KEY.matcher(text);
    if (!key.find()) {
      Matcher begin = BEGIN.matcher(text);
      String found = begin.find() ? begin.group(1) : "no key";
      throw new CertificateException(
          file, found + " (expected: PRIVATE KEY, which is PKCS #8 without a password)");
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(key.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException _) { // both may quote the key
      throw new CertificateException(
          file, "unreadable (expected: a key of the certificate's kind, " + algorithm + ")");
    }
  }

  private static byte[] bytes(Path file) throws CertificateException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new CertificateException(file, "too large (expected: <= " + MAX_BYTES + " bytes)");
      }
      return bytes;
    } catch (NoSuchFileException _) {
      throw new CertificateException(file, "no such file");
    } catch (IOException e) {
      throw new CertificateException(file, "cannot be read: " + e.getMessage());
    }
  }
}
