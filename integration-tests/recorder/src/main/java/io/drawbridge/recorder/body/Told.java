package io.drawbridge.recorder.body;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * The body of a push or reply, 32 bytes.
 *
 * @param push its number: the business process's in the upper 24 bits, below it a count from 1
 */
public record Told(long push) {
  private static final int BYTES = 32;
  private static final int COUNT_BITS = 40;

  /** The count-th push of a business process. */
  public static Told of(int business, long count) {
    return new Told((long) business << COUNT_BITS | count);
  }

  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).putLong(push).array();
  }

  /** Throws {@link IllegalArgumentException} for what is not one. */
  public static Told of(byte[] body) {
    try {
      return new Told(ByteBuffer.wrap(body).getLong());
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("push: too short (expected: 32 bytes)", e);
    }
  }
}
