package io.drawbridge.bench.business;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.util.concurrent.TimeUnit;

/**
 * The business as a process. With {@code --listen} it serves Upstream until the first line of
 * standard input, and then, if it follows messages ({@code --follow true}), prints what it saw;
 * with {@code --push} it pushes after the first line of standard input, and prints its figures.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 wrong arguments.
 */
public final class BusinessMain {
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  /** Gateways ping every 10 s. */
  private static final int KEEP_ALIVE_SECONDS = 5;

  private BusinessMain() {}

  /** See the class. */
  public static void main(String[] arguments) {
    try {
      BusinessOptions options = BusinessOptions.parse(arguments);
      if (options.pushes()) {
        System.out.println("ready");
        awaitLine();
        new Pusher(options).run().forEach(System.out::println);
      } else {
        serve(options);
      }
      System.exit(0);
    } catch (IllegalArgumentException e) {
      System.err.println("business: " + e.getMessage());
      System.exit(2);
    } catch (Exception e) {
      System.err.println("business: failed: " + e);
      System.exit(1);
    }
  }

  private static void serve(BusinessOptions options) throws Exception {
    Deliveries deliveries = new Deliveries();
    Server server =
        NettyServerBuilder.forAddress(options.address())
            .addService(options.follows() ? new FollowEverything(deliveries) : new AckEverything())
            .directExecutor()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .permitKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .build()
            .start();
    System.out.println("ready");
    awaitLine();
    if (options.follows()) {
      System.out.println(deliveries.text());
    }
    server.shutdownNow();
  }

  private static void awaitLine() throws java.io.IOException {
    for (int next = System.in.read(); next != '\n' && next >= 0; next = System.in.read()) {
      // until the line ends
    }
  }
}
