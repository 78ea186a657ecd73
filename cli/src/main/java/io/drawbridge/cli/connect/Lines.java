package io.drawbridge.cli.connect;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a byte stream: the bytes up to each newline, whatever they are. A rest without a
 * newline is a line too; an end right after a newline is not.
 */
final class Lines {
  private static final int BUFFER_BYTES = 64 << 10;

  private final InputStream in;
  private final int maxBytes;
  private long number;

  Lines(InputStream in, int maxBytes) {
    this.in = new BufferedInputStream(in, BUFFER_BYTES);
    this.maxBytes = maxBytes;
  }

  /** The number of the line that {@link #next} returned last, from 1. */
  long number() {
    return number;
  }

  /**
   * The next line, or null at the end.
   *
   * @throws IOException also for a line that is longer than a message may be
   */
  byte @Nullable [] next() throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    number++;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = first; next >= 0 && next != '\n'; next = in.read()) {
      if (line.size() == maxBytes) {
        throw new IOException(
            "line " + number + ": more than " + maxBytes + " bytes (expected: fewer)");
      }
      line.write(next);
    }
    return line.toByteArray();
  }
}
