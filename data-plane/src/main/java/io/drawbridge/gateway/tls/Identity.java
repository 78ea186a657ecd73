package io.drawbridge.gateway.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * A certificate with its key, ready to be shown to clients.
 *
 * @param names in lower case, perhaps {@code *.example.com}; the first stands for it in metrics
 * @param ends when the first certificate of its chain does
 */
record Identity(List<String> names, Instant ends, SslContext context) {
  private static final int DNS_NAME = 2;
  private static final int MIN_RSA_BITS = 2048;

  static Identity read(CertificatesDocument.Entry entry, TlsLibrary library)
      throws CertificateException {
    List<X509Certificate> chain = PemFile.certificates(entry.certificate());
    PublicKey certified = chain.getFirst().getPublicKey();
    String algorithm = certified.getAlgorithm();
    boolean strong = !(certified instanceof RSAKey rsa) || bits(rsa) >= MIN_RSA_BITS;
    if (!List.of("RSA", "EC").contains(algorithm) || !strong) {
      throw new CertificateException(
          entry.certificate(),
          "key of kind " + algorithm + " (expected: EC, or RSA of >= " + MIN_RSA_BITS + " bits)");
    }
    PrivateKey key = PemFile.key(entry.key(), algorithm);
    if (!belongTogether(certified, key, algorithm)) {
      throw new CertificateException(
          entry.key(), "another's key (expected: that of " + entry.certificate() + ")");
    }
    try {
      return new Identity(names(entry, chain.getFirst()), ends(chain), library.context(key, chain));
    } catch (SSLException e) {
      throw new CertificateException(
          entry.certificate(), "refused by " + library + ": " + e.getMessage());
    }
  }

  /** Gives its native memory back; connections by it keep what they need. */
  void release() {
    ReferenceCountUtil.release(context);
  }

  private static int bits(RSAKey key) {
    return key.getModulus().bitLength();
  }

  /** While files are exchanged one may be new and the other old. */
  private static boolean belongTogether(PublicKey certified, PrivateKey key, String algorithm) {
    try {
      Signature signature =
          Signature.getInstance(algorithm.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static List<String> names(CertificatesDocument.Entry entry, X509Certificate certificate)
      throws CertificateException {
    Optional<List<String>> given = entry.names();
    try {
      List<String> names =
          given.isPresent() ? given.get() : dnsNames(certificate.getSubjectAlternativeNames());
      if (names.isEmpty()) {
        throw new CertificateException(
            entry.certificate(), "no DNS name (expected: one in it, or names in the list)");
      }
      return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    } catch (CertificateParsingException e) {
      throw new CertificateException(entry.certificate(), "names: " + e.getMessage());
    }
  }

  private static List<String> dnsNames(Collection<List<?>> alternatives) {
    return alternatives == null
        ? List.of()
        : alternatives.stream()
            .filter(each -> Integer.valueOf(DNS_NAME).equals(each.getFirst()))
            .map(each -> String.valueOf(each.get(1)))
            .toList();
  }

  private static Instant ends(List<X509Certificate> chain) {
    return chain.stream()
        .map(each -> each.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  @Override
  public String toString() {
    return names.getFirst() + " until " + ends;
  }
}
