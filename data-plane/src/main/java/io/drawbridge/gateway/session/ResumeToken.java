package io.drawbridge.gateway.session;

import com.google.protobuf.ByteString;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a resume token says, without its signature.
 *
 * <pre>
 *   | 1 | n key id | n region | n gateway | session 16 | issued u64 s |     n: length, one byte
 * </pre>
 */
record ResumeToken(
    ByteString keyId,
    ByteString region,
    ByteString gateway,
    SessionId session,
    long issuedAtEpochSecond) {
  private static final byte FORMAT = 1;
  private static final int MAX_NAME_BYTES = 63; // as long as configuration lets names be
  private static final int FIXED_BYTES = 1 + 3 + 2 * Long.BYTES + Long.BYTES;

  ResumeToken {
    requireShort("key id", keyId);
    requireShort("region", region);
    requireShort("gateway", gateway);
  }

  ByteString bytes() {
    int length = FIXED_BYTES + keyId.size() + region.size() + gateway.size();
    ByteBuffer bytes = ByteBuffer.allocate(length).put(FORMAT);
    putName(bytes, keyId);
    putName(bytes, region);
    putName(bytes, gateway);
    bytes.putLong(session.high()).putLong(session.low()).putLong(issuedAtEpochSecond);
    return ByteString.copyFrom(bytes.flip());
  }

  /** Empty if {@code bytes} are not exactly one token of this format. */
  static Optional<ResumeToken> parse(ByteString bytes) {
    ByteBuffer in = bytes.asReadOnlyByteBuffer();
    try {
      if (in.get() != FORMAT) {
        return Optional.empty();
      }
      ResumeToken token =
          new ResumeToken(
              name(in),
              name(in),
              name(in),
              new SessionId(in.getLong(), in.getLong()),
              in.getLong());
      return in.hasRemaining() ? Optional.empty() : Optional.of(token);
    } catch (BufferUnderflowException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static void putName(ByteBuffer to, ByteString name) {
    to.put((byte) name.size());
    name.copyTo(to);
  }

  private static ByteString name(ByteBuffer from) {
    int length = Byte.toUnsignedInt(from.get());
    if (length > from.remaining()) {
      throw new BufferUnderflowException();
    }
    return ByteString.copyFrom(from, length);
  }

  private static void requireShort(String what, ByteString name) {
    if (name.size() > MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          what + ": " + name.size() + " bytes (expected: <= " + MAX_NAME_BYTES + ")");
    }
  }
}
