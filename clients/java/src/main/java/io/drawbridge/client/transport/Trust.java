package io.drawbridge.client.transport;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/** Which authorities may vouch for a gateway's name, and with which TLS. */
public final class Trust {
  /** Those of the Java runtime. */
  public static final Trust OF_THE_RUNTIME = new Trust(List.of());

  /** The largest PEM file; a system's whole bundle has a quarter of it. */
  static final int MAX_PEM_BYTES = 1 << 20;

  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /** Authenticated encryption with forward secrecy, nothing else. */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final List<X509Certificate> authorities;

  private Trust(List<X509Certificate> authorities) {
    this.authorities = authorities;
  }

  /** The authorities of a PEM file, and no others. */
  public static Trust ofPem(Path file) throws IOException, CertificateException {
    byte[] pem;
    try (InputStream in = Files.newInputStream(file)) {
      pem = in.readNBytes(MAX_PEM_BYTES + 1);
    }
    if (pem.length > MAX_PEM_BYTES) {
      throw new CertificateException("larger than " + MAX_PEM_BYTES + " bytes");
    }
    List<X509Certificate> found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (found.isEmpty()) {
      throw new CertificateException("no certificate");
    }
    return new Trust(found);
  }

  SslContext tls() {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK) // one behaviour, whatever else is on the class path
            .protocols(PROTOCOLS)
            .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
            .endpointIdentificationAlgorithm("HTTPS");
    if (!authorities.isEmpty()) {
      builder.trustManager(authorities);
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalStateException("this runtime's TLS does not work", e);
    }
  }
}
