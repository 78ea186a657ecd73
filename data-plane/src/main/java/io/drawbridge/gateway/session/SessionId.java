package io.drawbridge.gateway.session;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Identity of a session: 16 random bytes, unique in the fleet. */
public record SessionId(long high, long low) {
  /** A new one; {@code random} must be a secure generator, as ids are not to be guessed. */
  public static SessionId random(RandomGenerator random) {
    return new SessionId(random.nextLong(), random.nextLong());
  }

  /** From the 16 bytes of a message; empty when there are more or fewer. */
  public static Optional<SessionId> of(ByteString bytes) {
    if (bytes.size() != 2 * Long.BYTES) {
      return Optional.empty();
    }
    ByteBuffer id = bytes.asReadOnlyByteBuffer();
    return Optional.of(new SessionId(id.getLong(), id.getLong()));
  }

  /** The 16 bytes of messages. */
  public ByteString bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).flip();
    return ByteString.copyFrom(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
