package io.drawbridge.gateway.connection;

import io.drawbridge.wire.CloseReason;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every connection of a loop once a second: one task per loop instead of one timer per
 * connection (an idle handler costs some 260 bytes a connection, this costs 4).
 */
public final class KeepAliveSweep {
  private static final Logger log = LoggerFactory.getLogger(KeepAliveSweep.class);

  private final Loop loop;
  private final LongSupplier nanoClock;

  /** Sweeps {@code loop}; {@code nanoClock} counts nanoseconds from any point. */
  public KeepAliveSweep(Loop loop, LongSupplier nanoClock) {
    this.loop = loop;
    this.nanoClock = nanoClock;
  }

  /** Begins; ends with the loop. */
  public void start() {
    var _ = loop.executor().scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
  }

  /** Looks at every connection, now. On the loop. */
  public void sweep() {
    int nowSeconds = seconds(nanoClock);
    ConnectionTable connections = loop.connections();
    connections.swept(nowSeconds);
    for (int slot = 0; slot < connections.usedSlots(); slot++) {
      Connection connection = connections.at(slot);
      if (connection != null) {
        sweep(connection, nowSeconds);
      }
    }
    loop.strangers().forgetOthers();
    loop.endBatch();
  }

  /** Must not throw: a repeated task that does is never run again, and nobody would be swept. */
  private static void sweep(Connection connection, int nowSeconds) {
    try {
      connection.sweep(nowSeconds);
    } catch (RuntimeException e) {
      log.error("sweeping connection {} failed; it is closed", connection, e);
      connection.close(CloseReason.INTERNAL_ERROR, "a defect of the gateway; please reconnect");
    }
  }

  /** The clock in whole seconds, as timestamps by slot are kept. */
  public static int seconds(LongSupplier nanoClock) {
    return (int) TimeUnit.NANOSECONDS.toSeconds(nanoClock.getAsLong());
  }
}
