package io.drawbridge.gateway.websocket;

/** The first byte of a WebSocket frame: what it is, and whether its message ends with it. */
final class Opcode {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** The last frame of its message. */
  static final int FIN = 0x80;

  private static final int RESERVED = 0x70;
  private static final int CODE = 0x0f;
  private static final int CONTROL = 0x08;

  private Opcode() {}

  static int of(int firstByte) {
    return firstByte & CODE;
  }

  static boolean isFinal(int firstByte) {
    return (firstByte & FIN) != 0;
  }

  static boolean isControl(int firstByte) {
    return (firstByte & CONTROL) != 0;
  }

  /** Refuses what may not come now; {@code inMessage}: a message has begun and not ended. */
  static void check(int firstByte, boolean inMessage) throws WebSocketViolation {
    if ((firstByte & RESERVED) != 0) {
      throw WebSocketViolation.protocol("reserved bits: set (expected: 0, no extension)");
    }
    switch (of(firstByte)) {
      case CONTINUATION -> {
        if (!inMessage) {
          throw WebSocketViolation.protocol("continuation: of nothing (expected: a message)");
        }
      }
      case TEXT, BINARY -> {
        if (inMessage) {
          throw WebSocketViolation.protocol("message: inside another (expected: its end first)");
        }
        if (of(firstByte) == TEXT) {
          throw new WebSocketViolation(
              CloseCode.UNSUPPORTED_DATA, "message: text (expected: binary)");
        }
      }
      case CLOSE, PING, PONG -> {
        if (!isFinal(firstByte)) {
          throw WebSocketViolation.protocol("control frame: in fragments (expected: whole)");
        }
      }
      default ->
          throw WebSocketViolation.protocol(
              "opcode: " + of(firstByte) + " (expected: 0, 2, 8, 9 or 10)");
    }
  }
}
