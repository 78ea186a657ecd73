package io.drawbridge.business.push;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * The name of one push, 16 bytes; the same for every repeat of it. Unique by chance: sessions and
 * client libraries drop a repeat among the last ids they have seen.
 */
public record PushId(long high, long low) {
  private static final int LENGTH_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A new id. */
  public static PushId random() {
    return new PushId(RANDOM.nextLong(), RANDOM.nextLong());
  }

  /** The id written as 16 bytes, as {@link #toBytes()} writes it. */
  public static PushId of(ByteString bytes) {
    if (bytes.size() != LENGTH_BYTES) {
      throw new IllegalArgumentException(
          "push id: " + bytes.size() + " bytes (expected: " + LENGTH_BYTES + ")");
    }
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new PushId(buffer.getLong(), buffer.getLong());
  }

  /** 16 bytes, big-endian. */
  public ByteString toBytes() {
    ByteBuffer buffer = ByteBuffer.allocate(LENGTH_BYTES).putLong(high).putLong(low).flip();
    return ByteString.copyFrom(buffer);
  }

  @Override
  public String toString() {
    return String.format("%016x%016x", high, low);
  }
}
