package io.drawbridge.bench.load;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/**
 * TLS 1.3 of a generator's clients, who trust one certificate. Each handshake is a whole one; or,
 * if asked, each client after the first ones resumes the session of one before it.
 */
final class LoadTls {
  /** More than a storm has clients at once: of two in one place the second has no ticket yet. */
  private static final int PLACES = 32;

  private static final int ANY_PORT = 443;

  private final SslContext context;
  private final boolean resumes;

  private LoadTls(SslContext context, boolean resumes) {
    this.context = context;
    this.resumes = resumes;
  }

  /**
   * The library is the cheaper one, but for {@code resumes}: only the JDK's tells whether it did.
   *
   * @param trusted the gateway's certificate, PEM
   */
  static LoadTls of(Path trusted, boolean resumes) throws SSLException {
    boolean jdk = resumes || !OpenSsl.isAvailable();
    return new LoadTls(
        SslContextBuilder.forClient()
            .sslProvider(jdk ? SslProvider.JDK : SslProvider.OPENSSL_REFCNT)
            .trustManager(trusted.toFile())
            .endpointIdentificationAlgorithm("") // the address is dialled, nothing is looked up
            .protocols("TLSv1.3")
            .build(),
        resumes);
  }

  /** For the next connection of client {@code index}. Tickets are kept by the name asked for. */
  SslHandler newHandler(ByteBufAllocator allocator, int index) {
    return resumes
        ? context.newHandler(allocator, "place-" + index % PLACES + ".bench", ANY_PORT)
        : context.newHandler(allocator);
  }

  /** Whether a connection opened at {@code openedMillis} goes on with an earlier session. */
  boolean resumed(SslHandler handler, long openedMillis) {
    return resumes && handler.engine().getSession().getCreationTime() < openedMillis;
  }
}
