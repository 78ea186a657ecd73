package io.drawbridge.cli;

import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;

/** What happens to the fleet, one line each with the time. Threads: any. */
final class EventLog implements Consumer<String> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final PrintWriter out;

  EventLog(PrintWriter out) {
    this.out = out;
  }

  @Override
  public synchronized void accept(String event) {
    out.println(LocalTime.now(ZoneId.systemDefault()).format(TIME) + "  " + event);
    out.flush();
  }
}
