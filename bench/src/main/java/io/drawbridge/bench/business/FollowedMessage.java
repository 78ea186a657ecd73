package io.drawbridge.bench.business;

import java.nio.ByteBuffer;

/**
 * What is in a message that is followed, and in the reply to it.
 *
 * <pre>  client u32 | seq u64 | 20 bytes without a meaning</pre>
 *
 * @param client number of who sent it
 * @param seq its number in that client's lane
 */
public record FollowedMessage(int client, long seq) {
  private static final int BODY_BYTES = 32;

  /** Reads it at the buffer's position. */
  public static FollowedMessage read(ByteBuffer body) {
    return new FollowedMessage(body.getInt(), body.getLong());
  }

  /** A new array each time. */
  public byte[] body() {
    return ByteBuffer.allocate(BODY_BYTES).putInt(client).putLong(seq).array();
  }
}
