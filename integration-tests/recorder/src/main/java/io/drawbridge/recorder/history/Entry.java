package io.drawbridge.recorder.history;

import java.nio.ByteBuffer;

/**
 * One record of a file, 48 bytes. {@link Kind} says what the columns mean.
 *
 * <pre>
 *   0      4        8       16       24       32      40      48
 *   | kind | client | nanos | detail | number | first | second |
 *     u32    u32      u64     u64      u64      u64     u64
 * </pre>
 *
 * @param nanos of the machine's monotonic clock, the same in all processes
 * @param client number of the client instance, from 1; 0 where none is concerned
 * @param number of a message of the client, or of a push
 */
public record Entry(
    Kind kind, int client, long nanos, long detail, long number, long first, long second) {
  public static final int BYTES = 48;

  void put(ByteBuffer out) {
    out.putInt(kind.code())
        .putInt(client)
        .putLong(nanos)
        .putLong(detail)
        .putLong(number)
        .putLong(first)
        .putLong(second);
  }

  static Entry take(ByteBuffer in) {
    return new Entry(
        Kind.of(in.getInt()),
        in.getInt(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong());
  }

  /** The record as it is in a file. */
  public byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    put(out);
    return out.array();
  }

  /** The record of these {@link #BYTES} bytes. */
  public static Entry of(byte[] bytes) {
    return take(ByteBuffer.wrap(bytes));
  }
}
