package io.drawbridge.gateway.tls;

import io.drawbridge.gateway.connection.ClientAddress;
import io.drawbridge.gateway.measure.EnumCounts;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How handshakes ended. Threads: any. */
public final class TlsCounts {
  private static final Logger log = LoggerFactory.getLogger(TlsCounts.class);

  private final LongAdder completed = new LongAdder();
  private final EnumCounts<TlsFailure> failures = new EnumCounts<>(TlsFailure.class);

  /** A handshake has ended, one way or the other. */
  public void ended(SslHandshakeCompletionEvent event, Channel channel) {
    if (event.isSuccess()) {
      completed.increment();
    } else {
      failed(TlsFailure.of(event.cause()), channel, String.valueOf(event.cause().getMessage()));
    }
  }

  void failed(TlsFailure why, Channel channel, String text) {
    failures.count(why);
    log.debug("tls with {} failed: {}: {}", ClientAddress.of(channel), why, text);
  }

  public long completed() {
    return completed.sum();
  }

  public EnumCounts<TlsFailure> failures() {
    return failures;
  }
}
