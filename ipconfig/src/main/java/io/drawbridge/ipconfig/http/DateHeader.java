package io.drawbridge.ipconfig.http;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The Date header's text, formatted once a second. Threads: any. */
final class DateHeader {
  private record Second(long epochSecond, String text) {}

  private final InstantSource clock;
  private volatile Second last = new Second(Long.MIN_VALUE, "");

  DateHeader(InstantSource clock) {
    this.clock = clock;
  }

  String now() {
    Instant now = clock.instant();
    Second known = last;
    if (known.epochSecond() != now.getEpochSecond()) {
      String text = DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC));
      known = new Second(now.getEpochSecond(), text);
      last = known;
    }
    return known.text();
  }
}
