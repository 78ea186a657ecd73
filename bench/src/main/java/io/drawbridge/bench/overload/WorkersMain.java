package io.drawbridge.bench.overload;

import io.drawbridge.business.BusinessServer;
import io.drawbridge.business.upstream.Answer;
import io.drawbridge.business.upstream.UpstreamHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A business as a process, by the public Java library with its usual limits: {@code HOST PORT
 * WORKERS WORK-MICROS}. It serves the services of all tiers, and {@link #HUNG}; without workers it
 * reads what comes and never answers. Ends with its standard input.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 wrong arguments.
 */
public final class WorkersMain {
  /** Number of the service that nobody answers. */
  public static final int HUNG = OfferedTier.values().length + 1;

  private static final String APP = "default";
  private static final int ARGUMENTS = 4;

  private WorkersMain() {}

  /** See the class. */
  public static void main(String[] arguments) {
    if (arguments.length != ARGUMENTS) {
      System.err.println(arguments.length + " arguments (expected: HOST PORT WORKERS WORK-MICROS)");
      System.exit(2);
    }
    InetSocketAddress address = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
    UpstreamHandler handler = handler(Integer.parseInt(arguments[2]), Long.parseLong(arguments[3]));
    BusinessServer.Builder business = BusinessServer.builder(address);
    for (int service = 1; service <= HUNG; service++) {
      business = business.upstream(APP, service, handler);
    }
    try (BusinessServer _ = business.start()) {
      System.out.println("ready");
      while (System.in.read() >= 0) {
        // until it ends
      }
    } catch (java.io.IOException e) {
      System.err.println("workers: failed: " + e);
      System.exit(1);
    }
  }

  private static UpstreamHandler handler(int workers, long workMicros) {
    return workers > 0
        ? Workers.start(workers, TimeUnit.MICROSECONDS.toNanos(workMicros))
        : _ -> new CompletableFuture<Answer>();
  }
}
