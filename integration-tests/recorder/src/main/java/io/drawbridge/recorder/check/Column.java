package io.drawbridge.recorder.check;

import java.util.Arrays;

/** Numbers by row, 0 where none was set; 8 bytes a row, since histories have millions. */
final class Column {
  /** Rows beyond are not a history of this program but a damaged file. */
  static final long MAX_ROWS = 1 << 27;

  private long[] values = new long[64];

  long get(long row) {
    return row < values.length ? values[index(row)] : 0;
  }

  void set(long row, long value) {
    int index = index(row);
    if (index >= values.length) {
      values = Arrays.copyOf(values, Math.max(index + 1, values.length * 2));
    }
    values[index] = value;
  }

  private static int index(long row) {
    if (row < 0 || row >= MAX_ROWS) {
      throw new IllegalArgumentException(
          "number: " + row + " (expected: 0 to " + (MAX_ROWS - 1) + ")");
    }
    return (int) row;
  }
}
