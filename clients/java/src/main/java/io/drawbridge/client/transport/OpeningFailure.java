package io.drawbridge.client.transport;

import io.drawbridge.client.discovery.GatewayEndpoint;
import io.drawbridge.client.discovery.Quote;
import io.drawbridge.client.discovery.Transport;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Why a connection did not become ready for frames, in one sentence for people. */
final class OpeningFailure {
  private static final int MAX_CHARS = 200;
  private static final int MAX_CAUSES = 10;

  private OpeningFailure() {}

  /** {@code cause}, told with the gateway and with what was expected of it. */
  static IOException of(Throwable cause, GatewayEndpoint endpoint, Transport transport) {
    return new IOException(endpoint + ": " + describe(cause, endpoint, transport), cause);
  }

  private static String describe(Throwable cause, GatewayEndpoint endpoint, Transport transport) {
    if (isAboutACertificate(cause)) {
      return "certificate: %s (expected: one for %s by a trusted authority)"
          .formatted(text(innermost(cause)), endpoint.verifiedName());
    }
    if (cause instanceof NotSslRecordException) {
      return "an answer that is not TLS (expected: TLS 1.2 or 1.3)";
    }
    if (cause instanceof SSLException) {
      return "TLS: " + text(cause) + " (expected: TLS 1.2 or 1.3)";
    }
    if (cause instanceof WebSocketClientHandshakeException refused) {
      return webSocket(refused);
    }
    if (cause instanceof ClosedChannelException) {
      return "the connection was closed (expected: " + handshake(transport) + ")";
    }
    if (cause instanceof SocketTimeoutException) {
      return text(cause) + " (expected: " + handshake(transport) + ")";
    }
    return text(cause);
  }

  private static String webSocket(WebSocketClientHandshakeException refused) {
    HttpResponse response = refused.response();
    String status = response == null ? text(refused) : "status " + response.status();
    boolean switched = response != null && response.status().code() == WebSocketDoor.SWITCHED;
    return "WebSocket: %s (expected: status %d at %s, subprotocol %s)"
        .formatted(
            switched ? text(refused) : status,
            WebSocketDoor.SWITCHED,
            WebSocketDoor.PATH,
            WebSocketDoor.SUBPROTOCOL);
  }

  private static String handshake(Transport transport) {
    return switch (transport) {
      case TCP -> "a connection";
      case TLS -> "a TLS handshake";
      case WS -> "a WebSocket handshake";
      case WSS -> "a TLS and a WebSocket handshake";
    };
  }

  private static boolean isAboutACertificate(Throwable failure) {
    return causes(failure).anyMatch(CertificateException.class::isInstance);
  }

  /** The innermost cause says what is wrong, those around it say where that was noticed. */
  private static Throwable innermost(Throwable failure) {
    return causes(failure).reduce(failure, (outer, inner) -> inner);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MAX_CAUSES);
  }

  private static String text(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : Quote.of(message, MAX_CHARS);
  }
}
