package io.drawbridge.cli.connect;

import io.drawbridge.client.ConnectionState;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Says on standard error where the client is, once for each change. */
final class StatusLine {
  private final PrintWriter err;
  private String last = "";

  StatusLine(PrintWriter err) {
    this.err = err;
  }

  void show(ConnectionState state) {
    switch (state) {
      case ConnectionState.Connecting() -> {} // said by what comes before or after
      case ConnectionState.Connected(
              String gateway,
              String region,
              String session,
              boolean resumed) ->
          say("connected to " + gateway + (region.isEmpty() ? "" : " in " + region));
      case ConnectionState.Waiting(Duration delay, String because) ->
          say(
              String.format(
                  Locale.ROOT, "reconnecting in %.1f s (%s)", delay.toMillis() / 1e3, because));
      case ConnectionState.Closed(int code, String because) -> {} // the command's last line says it
    }
  }

  synchronized void say(String line) {
    if (!line.equals(last)) {
      last = line;
      err.println(line);
      err.flush();
    }
  }
}
