package io.drawbridge.gateway.tls;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;

/** Why a TLS handshake came to nothing. */
public enum TlsFailure {
  /** The connection ended in the middle of it. */
  GONE,
  /** It began as TLS and went on as something else. */
  NOT_TLS,
  /** No version, cipher suite, curve or signature that both sides take. */
  NOTHING_IN_COMMON,
  /** The client wants a protocol that is not spoken here. */
  NO_PROTOCOL,
  /** The client said no, mostly to the certificate. */
  REFUSED_BY_CLIENT,
  OTHER;

  /** The libraries tell it in words only; these are BoringSSL's and the JDK's. */
  static TlsFailure of(Throwable cause) {
    if (cause instanceof ClosedChannelException) {
      return GONE;
    }
    if (cause instanceof NotSslRecordException || cause instanceof TooLongFrameException) {
      return NOT_TLS;
    }
    String text = String.valueOf(cause.getMessage()).toUpperCase(Locale.ROOT);
    if (text.contains("ALERT")) {
      return REFUSED_BY_CLIENT;
    }
    return saysNothingInCommon(text) ? NOTHING_IN_COMMON : OTHER;
  }

  private static boolean saysNothingInCommon(String text) {
    return text.contains("UNSUPPORTED_PROTOCOL")
        || text.contains("NO_SHARED")
        || text.contains("NO_COMMON")
        || text.contains("IN COMMON")
        || text.contains("PREFERENCES")
        || text.contains("SUPPORTED");
  }
}
