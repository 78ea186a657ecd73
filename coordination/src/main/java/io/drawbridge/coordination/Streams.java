package io.drawbridge.coordination;

import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a blocking stream of gRPC is left. */
final class Streams {
  /** The local end of a cancelled call is a matter of microseconds. */
  private static final int PATIENCE_MILLIS = 500;

  private static final Logger log = LoggerFactory.getLogger(Streams.class);

  private Streams() {}

  /**
   * Cancels the call and takes what has arrived until then: only the caller's own thread runs its
   * callbacks, and a message that is never taken never gives its buffer back.
   */
  static void leave(BlockingClientCall<?, ?> call) {
    call.cancel("no longer needed", null);
    boolean interrupted = Thread.interrupted();
    try {
      while (call.read(PATIENCE_MILLIS, TimeUnit.MILLISECONDS) != null) {
        log.trace("a message came too late");
      }
    } catch (StatusException | TimeoutException e) {
      log.trace("left", e);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
