package io.drawbridge.cli.orders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Lines on a Unix socket: an order one way, an answer as JSON the other. */
final class OrderLine {
  private static final ObjectMapper JSON = new JsonMapper();

  private OrderLine() {}

  static void write(SocketChannel connection, String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      connection.write(bytes);
    }
  }

  static void write(SocketChannel connection, Answer answer) throws IOException {
    write(connection, JSON.writeValueAsString(answer));
  }

  static Answer answer(String line) throws IOException {
    try {
      return JSON.readValue(line, Answer.class);
    } catch (JsonProcessingException e) {
      throw new IOException("answer: " + line + " (expected: JSON of code and text)", e);
    }
  }

  /**
   * The next line, without its end. Closes the connection when {@code limit} is over.
   *
   * @throws IOException if there is no whole line of {@code maxBytes} or less within the limit
   */
  static String read(SocketChannel connection, int maxBytes, Duration limit) throws IOException {
    Thread cutOff = Thread.ofVirtual().start(() -> closeAfter(connection, limit));
    try {
      InputStream in = Channels.newInputStream(connection);
      byte[] line = new byte[maxBytes];
      for (int length = 0; length < maxBytes; length++) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("line: ended after " + length + " bytes (expected: a line end)");
        }
        if (next == '\n') {
          return new String(line, 0, length, StandardCharsets.UTF_8);
        }
        line[length] = (byte) next;
      }
      throw new IOException("line: too long (expected: <= " + maxBytes + " bytes)");
    } finally {
      cutOff.interrupt();
    }
  }

  private static void closeAfter(SocketChannel connection, Duration limit) {
    try {
      Thread.sleep(limit);
      connection.close();
    } catch (InterruptedException | IOException _) {
      // Read in time; or closed already.
    }
  }
}
