package io.drawbridge.gateway.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Close frames: nothing, or a code and a reason (RFC 6455, sections 5.5.1 and 7.4). */
final class CloseFrame {
  private static final int CODE_BYTES = 2;

  /** A control frame has at most 125 bytes. */
  static final int MAX_REASON_BYTES = WebSocketCodec.MAX_CONTROL_BYTES - CODE_BYTES;

  /** Stands for a Close frame without a code, as in RFC 6455; never sent. */
  static final int NO_CODE = 1005;

  private CloseFrame() {}

  /** A frame of the gateway; of the reason what fits. */
  static ByteBuf of(ByteBufAllocator allocator, int code, String reason) {
    if (code == NO_CODE) {
      return allocator.buffer(2).writeByte(Opcode.FIN | Opcode.CLOSE).writeByte(0);
    }
    byte[] text = fitting(reason);
    return allocator
        .buffer(2 + CODE_BYTES + text.length)
        .writeByte(Opcode.FIN | Opcode.CLOSE)
        .writeByte(CODE_BYTES + text.length)
        .writeShort(code)
        .writeBytes(text);
  }

  /**
   * The code of a client's Close frame, or {@link #NO_CODE}.
   *
   * @param payload read from its reader index
   */
  static int check(ByteBuf payload) throws WebSocketViolation {
    if (!payload.isReadable()) {
      return NO_CODE;
    }
    if (payload.readableBytes() < CODE_BYTES) {
      throw WebSocketViolation.protocol("close: 1 byte (expected: a code of 2, or nothing)");
    }
    int code = payload.readUnsignedShort();
    if (!mayBeSent(code)) {
      throw WebSocketViolation.protocol("close code: " + code + " (expected: one to be sent)");
    }
    try {
      var _ =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(ByteBufUtil.getBytes(payload)));
    } catch (CharacterCodingException _) {
      throw new WebSocketViolation(
          CloseCode.INVALID_PAYLOAD, "close reason: not UTF-8 (expected: UTF-8)");
    }
    return code;
  }

  /** Codes of RFC 6455 and of IANA's registry that stand for something, and everybody's own. */
  private static boolean mayBeSent(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }

  /** Cut between two characters. */
  private static byte[] fitting(String reason) {
    byte[] whole = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(whole.length, MAX_REASON_BYTES);
    while (length < whole.length && length > 0 && isContinuation(whole[length])) {
      length--;
    }
    return Arrays.copyOf(whole, length);
  }

  private static boolean isContinuation(byte utf8) {
    return (utf8 & 0xc0) == 0x80;
  }
}
