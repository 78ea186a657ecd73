package io.drawbridge.recorder.body;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * The body of a client's message, 64 bytes.
 *
 * @param client number of the client instance
 * @param number of the message, from 1
 * @param wish how it is to be answered
 * @param workMillis how long the business works on it before its effect
 */
public record Question(int client, long number, Wish wish, int workMillis) {
  private static final int BYTES = 64;

  /** How a message is to be answered. */
  public enum Wish {
    /** By a reply that rides on the answer. */
    REPLY(1),
    /** By an ACKED push to its session. */
    PUSH(2),
    /** By nothing but the ack. */
    ACK(3);

    private final int code;

    Wish(int code) {
      this.code = code;
    }

    private static Wish of(int code) {
      for (Wish wish : values()) {
        if (wish.code == code) {
          return wish;
        }
      }
      throw new IllegalArgumentException("wish: " + code + " (expected: 1 to 3)");
    }
  }

  public byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    out.putInt(client).putLong(number).putInt(wish.code).putInt(workMillis);
    return out.array();
  }

  /** Throws {@link IllegalArgumentException} for what is not one. */
  public static Question of(ByteBuffer in) {
    try {
      return new Question(in.getInt(), in.getLong(), Wish.of(in.getInt()), in.getInt());
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("question: too short (expected: 64 bytes)", e);
    }
  }
}
