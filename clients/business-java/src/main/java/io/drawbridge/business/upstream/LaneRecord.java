package io.drawbridge.business.upstream;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one lane, as a {@link FileLaneStore} writes it.
 *
 * <pre>
 *   | CRC-32 of the rest u32 | length u16 | connect number u64 | accepted to u64 | service u16 |
 *   | epoch u64 | n app | n user | n device |                             n: length, two bytes
 * </pre>
 */
record LaneRecord(LaneKey lane, LaneProgress progress) {
  /** The checksum and the length. */
  static final int HEADER_BYTES = 6;

  private static final int MAX_BODY_BYTES = 65_535;

  /** A whole record, ready to be written. */
  ByteBuffer bytes() {
    byte[] app = utf8(lane.app());
    byte[] user = utf8(lane.user());
    byte[] device = utf8(lane.device());
    int bodyBytes = 3 * Long.BYTES + 4 * Short.BYTES + app.length + user.length + device.length;
    if (bodyBytes > MAX_BODY_BYTES) {
      throw new IllegalArgumentException(
          "lane: " + bodyBytes + " bytes (expected: <= " + MAX_BODY_BYTES + ")");
    }
    ByteBuffer record = ByteBuffer.allocate(HEADER_BYTES + bodyBytes);
    record.putInt(0).putShort((short) bodyBytes);
    record.putLong(progress.connectNumber()).putLong(progress.acceptedTo());
    record.putShort((short) lane.service()).putLong(lane.epoch());
    put(record, app);
    put(record, user);
    put(record, device);
    record.putInt(0, checksum(record.array(), Integer.BYTES, record.position() - Integer.BYTES));
    return record.flip();
  }

  /** The record at the buffer's position, which moves behind it; null when none is whole there. */
  static @Nullable LaneRecord read(ByteBuffer from) {
    int start = from.position();
    if (from.remaining() < HEADER_BYTES) {
      return null;
    }
    int bodyBytes = Short.toUnsignedInt(from.getShort(start + Integer.BYTES));
    if (from.remaining() < HEADER_BYTES + bodyBytes) {
      return null;
    }
    byte[] checked = new byte[Short.BYTES + bodyBytes];
    from.get(start + Integer.BYTES, checked);
    if (from.getInt(start) != checksum(checked, 0, checked.length)) {
      return null;
    }
    from.position(start + HEADER_BYTES + bodyBytes);
    return parse(ByteBuffer.wrap(checked, Short.BYTES, bodyBytes));
  }

  private static @Nullable LaneRecord parse(ByteBuffer body) {
    try {
      LaneProgress progress = new LaneProgress(body.getLong(), body.getLong());
      int service = Short.toUnsignedInt(body.getShort());
      long epoch = body.getLong();
      LaneKey lane = new LaneKey(text(body), service, text(body), text(body), epoch);
      return new LaneRecord(lane, progress);
    } catch (BufferUnderflowException notOurs) {
      return null;
    }
  }

  private static int checksum(byte[] bytes, int from, int length) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes, from, length);
    return (int) checksum.getValue();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void put(ByteBuffer to, byte[] text) {
    to.putShort((short) text.length).put(text);
  }

  private static String text(ByteBuffer from) {
    byte[] text = new byte[Short.toUnsignedInt(from.getShort())];
    from.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
