package io.drawbridge.gateway.websocket;

import io.netty.buffer.ByteBuf;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A WebSocket client of nothing but a socket: sends any bytes, reads frame by frame. */
final class RawWebSocket implements AutoCloseable {
  private static final int READ_TIMEOUT_MILLIS = 10_000;
  private static final String REQUEST =
      """
      GET /v1 HTTP/1.1\r
      Host: gw\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      Sec-WebSocket-Protocol: drawbridge.v1\r
      Sec-WebSocket-Version: 13\r
      \r
      """;

  private final Socket socket;
  private final DataInputStream in;

  RawWebSocket(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
    readAnswer();
  }

  private void readAnswer() throws IOException {
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      answer.append((char) in.readUnsignedByte());
    }
    if (!answer.toString().startsWith("HTTP/1.1 101 ")) {
      throw new IOException(answer + " (expected: 101)");
    }
  }

  /** Sends, and releases. */
  void send(ByteBuf... frames) throws IOException {
    try {
      for (ByteBuf frame : frames) {
        frame.readBytes(socket.getOutputStream(), frame.readableBytes());
        frame.release();
      }
    } catch (SocketException _) {
      // The server has seen enough; what it answered is there to be read.
    }
  }

  /** The next frame, such as {@code binary 68656c6c6f}, {@code pong}, {@code close 1002}. */
  String next() throws IOException {
    int first = in.readUnsignedByte();
    byte[] payload = new byte[length(in.readUnsignedByte())];
    in.readFully(payload);
    return switch (first) {
      case 0x82 -> "binary " + text(payload);
      case 0x8a -> "pong " + text(payload);
      case 0x88 -> "close" + (payload.length == 0 ? "" : " " + ByteBuffer.wrap(payload).getShort());
      default -> "0x" + Integer.toHexString(first);
    };
  }

  private int length(int second) throws IOException {
    return switch (second) { // never masked
      case 126 -> in.readUnsignedShort();
      case 127 -> Math.toIntExact(in.readLong());
      default -> second;
    };
  }

  /** Text if it is readable, else hexadecimal. */
  private static String text(byte[] payload) {
    String text = new String(payload, StandardCharsets.US_ASCII);
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7f)
        ? text
        : HexFormat.of().formatHex(payload);
  }

  /** True when the server has closed the connection; waits for it. */
  boolean isAtItsEnd() throws IOException {
    try {
      int more = in.read();
      if (more >= 0) {
        throw new AssertionError("0x" + Integer.toHexString(more) + " (expected: the end)");
      }
      return true;
    } catch (EOFException | SocketException _) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
