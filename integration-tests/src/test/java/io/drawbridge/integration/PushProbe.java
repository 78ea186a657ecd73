package io.drawbridge.integration;

import io.drawbridge.business.push.PushResult;
import io.drawbridge.business.push.SessionOutcome;
import io.drawbridge.process.config.HostPort;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A program that pushes to users at one gateway, each ten times a second, until it is ended, and
 * prints a line for each push: when it was answered, to whom, with what.
 *
 * <p>Arguments: the gateway's gRPC address, then users.
 */
final class PushProbe {
  private static final long PERIOD_MILLIS = 100;

  private PushProbe() {}

  public static void main(String[] arguments) throws Exception {
    try (Pusher pusher = Pusher.at(HostPort.parse(arguments[0]))) {
      while (true) {
        for (int i = 1; i < arguments.length; i++) {
          push(pusher, arguments[i]);
        }
        TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
      }
    }
  }

  private static void push(Pusher pusher, String user) {
    var _ = pusher.pushing(user).thenAccept(result -> print(user, result));
  }

  private static synchronized void print(String user, PushResult result) {
    for (SessionOutcome session : result.sessions()) {
      System.out.printf(
          Locale.ROOT,
          "%d %s %s %s%n",
          System.currentTimeMillis(),
          user,
          session.outcome(),
          session.text());
    }
  }
}
