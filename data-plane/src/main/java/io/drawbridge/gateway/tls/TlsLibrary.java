package io.drawbridge.gateway.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who does the cryptography, and what is allowed whoever does: TLS 1.3 and 1.2, authenticated
 * encryption with forward secrecy, no renegotiation by clients. Sessions are resumed by tickets
 * under keys that the library makes and exchanges itself; no cache of them grows here.
 */
enum TlsLibrary {
  /** A third of the memory of a connection, and several times the handshakes. */
  BORINGSSL(SslProvider.OPENSSL_REFCNT),
  /** Where BoringSSL's native library does not load. */
  JDK(SslProvider.JDK);

  private static final Logger log = LoggerFactory.getLogger(TlsLibrary.class);

  private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

  private static final List<String> SUITES =
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

  /** What the JDK may keep of clients without tickets; 0 would be no bound. */
  private static final int CACHED_SESSIONS = 1_000;

  private final SslProvider provider;

  TlsLibrary(SslProvider provider) {
    this.provider = provider;
  }

  /** The best one that works here; logged. */
  static TlsLibrary best() {
    if (OpenSsl.isAvailable()) {
      log.info("tls: {}", OpenSsl.versionString());
      return BORINGSSL;
    }
    Throwable why = OpenSsl.unavailabilityCause();
    log.warn("tls: the JDK's, which costs more; BoringSSL does not load: {}", String.valueOf(why));
    return JDK;
  }

  SslContext context(PrivateKey key, List<X509Certificate> chain) throws SSLException {
    SslContext context =
        SslContextBuilder.forServer(key, chain)
            .sslProvider(provider)
            .protocols(VERSIONS)
            .ciphers(SUITES, SupportedCipherSuiteFilter.INSTANCE)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE, // refused earlier: ClientHelloHandler
                    SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocol.NAMES))
            .sessionCacheSize(CACHED_SESSIONS)
            .build();
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      sessions.setSessionCacheEnabled(false);
    }
    return context;
  }
}
