package io.drawbridge.gateway.websocket;

import static io.drawbridge.gateway.websocket.ClientFrames.BINARY;
import static io.drawbridge.gateway.websocket.ClientFrames.CLOSE;
import static io.drawbridge.gateway.websocket.ClientFrames.CONTINUATION;
import static io.drawbridge.gateway.websocket.ClientFrames.FIN;
import static io.drawbridge.gateway.websocket.ClientFrames.PING;
import static io.drawbridge.gateway.websocket.ClientFrames.PONG;
import static io.drawbridge.gateway.websocket.ClientFrames.TEXT;
import static io.drawbridge.gateway.websocket.ClientFrames.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 6455 as a client meets it, in the groups of the Autobahn test suite. Messages are binary
 * where that suite has text, since text is refused here; so its group 6 (UTF-8) is about the
 * reasons of Close frames only, and groups 12 and 13 (compression) do not apply.
 */
@ParameterizedClass(name = "the server reads {0}")
@EnumSource
@Timeout(60)
final class WebSocketConformanceTest {
  private static final Map<Reads, EchoServer> SERVERS = new ConcurrentHashMap<>();

  @Parameter private Reads reads;
  private RawWebSocket client;

  /** How what was sent arrives. */
  enum Reads {
    ALL_AT_ONCE,
    BYTE_BY_BYTE
  }

  @BeforeEach
  void open() throws IOException {
    int port =
        SERVERS.computeIfAbsent(reads, each -> new EchoServer(each == Reads.BYTE_BY_BYTE)).port();
    client = new RawWebSocket(port);
  }

  @AfterEach
  void hangUp() throws IOException {
    client.close();
  }

  @AfterAll
  static void stop() {
    SERVERS.values().forEach(EchoServer::close);
    SERVERS.clear();
  }

  @Nested
  class Group1Framing {
    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, 125, 126, 127, 128, 65_535, 65_536, 65_537})
    void echoesAMessageOf(int length) throws IOException {
      client.send(frame(FIN | BINARY, "*".repeat(length)));

      assertThat(client.next()).isEqualTo("binary " + "*".repeat(length));
      assertEndsNormally();
    }

    @Test
    void echoesMessagesThatComeTogether() throws IOException {
      client.send(
          together(frame(FIN | BINARY, "a"), frame(FIN | BINARY, ""), frame(FIN | BINARY, "c")));

      assertThat(client.next()).isEqualTo("binary a");
      assertThat(client.next()).isEqualTo("binary ");
      assertThat(client.next()).isEqualTo("binary c");
      assertEndsNormally();
    }

    @Test
    void refusesText() throws IOException {
      client.send(frame(FIN | TEXT, "hello"));

      assertFailed(1003);
    }

    @Test
    void refusesAPayloadThatIsNotMasked() throws IOException {
      client.send(hex("8205" + "68656c6c6f"));

      assertFailed(1002);
    }

    @ParameterizedTest(name = "{0} bytes in a length of {1}")
    @CsvSource({"0, 2", "125, 2", "0, 8", "126, 8", "65535, 8"})
    void refusesALengthThatIsLongerThanItMustBe(int length, int lengthBytes) throws IOException {
      client.send(
          ClientFrames.frame(Unpooled.buffer(), FIN | BINARY, new byte[length], lengthBytes));

      assertFailed(1002);
    }

    @Test
    void refusesALengthWithItsFirstBitSet() throws IOException {
      client.send(hex("82ff" + "8000000000000000"));

      assertFailed(1002);
    }
  }

  @Nested
  class Group2PingsAndPongs {
    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, 125})
    void answersAPingWithItsPayload(int length) throws IOException {
      client.send(frame(FIN | PING, "p".repeat(length)));

      assertThat(client.next()).isEqualTo("pong " + "p".repeat(length));
      assertEndsNormally();
    }

    @Test
    void answersAPingWithBytesThatAreNoText() throws IOException {
      byte[] payload = HexFormat.of().parseHex("00fffefdfcfb00ff");
      client.send(ClientFrames.frame(Unpooled.buffer(), FIN | PING, payload));

      assertThat(client.next()).isEqualTo("pong 00fffefdfcfb00ff");
      assertEndsNormally();
    }

    @Test
    void refusesAPingOf126Bytes() throws IOException {
      client.send(frame(FIN | PING, "p".repeat(126)));

      assertFailed(1002);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unasked"})
    void doesNotAnswerAPong(String payload) throws IOException {
      client.send(frame(FIN | PONG, payload), frame(FIN | PING, "now"));

      assertThat(client.next()).isEqualTo("pong now");
      assertEndsNormally();
    }

    @Test
    void answersTenPingsThatComeTogether() throws IOException {
      client.send(
          together(
              IntStream.range(0, 10)
                  .mapToObj(i -> frame(FIN | PING, "payload-" + i))
                  .toArray(ByteBuf[]::new)));

      for (int i = 0; i < 10; i++) {
        assertThat(client.next()).isEqualTo("pong payload-" + i);
      }
      assertEndsNormally();
    }
  }

  @Nested
  class Group3ReservedBits {
    @ParameterizedTest(name = "0x{0}")
    @ValueSource(strings = {"c2", "a2", "92", "b2", "d2", "e2", "f2", "c9", "aa", "98"})
    void refusesThem(String first) throws IOException {
      client.send(frame(FIN | BINARY, "before"), frame(Integer.parseInt(first, 16), "reserved"));

      assertThat(client.next()).isEqualTo("binary before");
      assertFailed(1002);
    }
  }

  @Nested
  class Group4Opcodes {
    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void refusesReservedOnes(int opcode) throws IOException {
      client.send(
          frame(FIN | BINARY, "before"),
          frame(FIN | opcode, opcode % 2 == 0 ? "" : "payload"),
          frame(FIN | PING, ""));

      assertThat(client.next()).isEqualTo("binary before");
      assertFailed(1002);
    }
  }

  @Nested
  class Group5Fragmentation {
    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {PING, PONG, CLOSE})
    void refusesAControlFrameInFragments(int opcode) throws IOException {
      client.send(frame(opcode, "frag"), frame(FIN | CONTINUATION, "ment"));

      assertFailed(1002);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void echoesAMessageInFragments(boolean together) throws IOException {
      ByteBuf[] fragments = {
        frame(BINARY, "frag"), frame(CONTINUATION, "men"), frame(FIN | CONTINUATION, "ts")
      };
      client.send(together ? new ByteBuf[] {together(fragments)} : fragments);

      assertThat(client.next()).isEqualTo("binary fragments");
      assertEndsNormally();
    }

    @Test
    void echoesAMessageOfFragmentsSomeOfWhichAreEmpty() throws IOException {
      client.send(
          frame(BINARY, ""),
          frame(CONTINUATION, "middle"),
          frame(CONTINUATION, ""),
          frame(FIN | CONTINUATION, ""));

      assertThat(client.next()).isEqualTo("binary middle");
      assertEndsNormally();
    }

    @Test
    void answersPingsBetweenFragments() throws IOException {
      client.send(
          frame(BINARY, "fragment1"),
          frame(FIN | PING, "ping1"),
          frame(CONTINUATION, "fragment2"),
          frame(FIN | PING, "ping2"),
          frame(FIN | CONTINUATION, "fragment3"));

      assertThat(sorted(client.next(), client.next(), client.next()))
          .isEqualTo("binary fragment1fragment2fragment3, pong ping1, pong ping2");
      assertEndsNormally();
    }

    @ParameterizedTest(name = "0x{0}")
    @ValueSource(strings = {"80", "00"})
    void refusesAContinuationOfNothing(String first) throws IOException {
      client.send(
          frame(Integer.parseInt(first, 16), "of nothing"), frame(FIN | BINARY, "behind it"));

      assertFailed(1002);
    }

    @Test
    void refusesAContinuationBehindAWholeMessage() throws IOException {
      client.send(frame(FIN | BINARY, "whole"), frame(FIN | CONTINUATION, "of nothing"));

      assertThat(client.next()).isEqualTo("binary whole");
      assertFailed(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {BINARY, TEXT})
    void refusesAMessageInsideAnother(int opcode) throws IOException {
      client.send(frame(BINARY, "first"), frame(FIN | opcode, "second"));

      assertFailed(1002);
    }

    @Test
    void outlivesAFloodOfEmptyFragments() throws IOException {
      ByteBuf fragments = frame(BINARY, "");
      for (int i = 0; i < fewer(100_000); i++) {
        fragments.writeBytes(frame(CONTINUATION, ""));
      }
      client.send(fragments, frame(FIN | CONTINUATION, "end"));

      assertThat(client.next()).isEqualTo("binary end");
      assertEndsNormally();
    }
  }

  @Nested
  class Group6Utf8 {
    @Test
    void acceptsAReasonThatIsUtf8() throws IOException {
      client.send(ClientFrames.close(1000, "κόσμε 𐍈 \ud7ff".getBytes(StandardCharsets.UTF_8)));

      assertClosed("close 1000");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
        strings = {
          "ff", // never in UTF-8
          "80", // a continuation byte alone
          "cebae1bdb9cf83cebcceb5eda080656469746564", // a surrogate
          "c0af", // an overlong form
          "e28080c3", // cut short
          "f4908080" // beyond the last character
        })
    void refusesAReasonThatIsNot(String reason) throws IOException {
      client.send(ClientFrames.close(1000, HexFormat.of().parseHex(reason)));

      assertFailed(1007);
    }
  }

  @Nested
  class Group7Closing {
    @Test
    void answersWhatCameBeforeTheClose() throws IOException {
      client.send(frame(FIN | BINARY, "hello"), ClientFrames.close(1000, new byte[0]));

      assertThat(client.next()).isEqualTo("binary hello");
      assertClosed("close 1000");
    }

    @Test
    void answersNothingBehindTheClose() throws IOException {
      client.send(
          together(
              ClientFrames.close(1000, new byte[0]),
              frame(FIN | BINARY, "too late"),
              frame(FIN | PING, "too late"),
              ClientFrames.close(1000, new byte[0])));

      assertClosed("close 1000");
    }

    @Test
    void closesInTheMiddleOfAMessage() throws IOException {
      client.send(frame(BINARY, "fragment1"), ClientFrames.close(1000, new byte[0]));

      assertClosed("close 1000");
    }

    @Test
    void answersACloseWithoutACode() throws IOException {
      client.send(frame(FIN | CLOSE, ""));

      assertClosed("close");
    }

    @Test
    void refusesACloseOfOneByte() throws IOException {
      client.send(frame(FIN | CLOSE, "a"));

      assertFailed(1002);
    }

    @Test
    void acceptsTheLongestReasonAndNotALongerOne() throws IOException {
      client.send(ClientFrames.close(1000, new byte[123]));
      assertClosed("close 1000");

      hangUp();
      open();
      client.send(ClientFrames.close(1000, new byte[124]));
      assertFailed(1002);
    }

    @ParameterizedTest
    @ValueSource(
        ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
    void answersACodeByTheSame(int code) throws IOException {
      client.send(ClientFrames.close(code, new byte[0]));

      assertClosed("close " + code);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535})
    void refusesACodeThatIsNotToBeSent(int code) throws IOException {
      client.send(ClientFrames.close(code, new byte[0]));

      assertFailed(1002);
    }
  }

  @Nested
  class Group9Limits {
    @ParameterizedTest(name = "{0} KiB")
    @ValueSource(ints = {64, 256, 1_024, 4_096})
    void echoesALargeMessage(int kibibytes) throws IOException {
      String payload = "B".repeat(fewer(kibibytes << 10));
      client.send(frame(FIN | BINARY, payload));

      assertThat(client.next()).isEqualTo("binary " + payload);
      assertEndsNormally();
    }

    @ParameterizedTest(name = "of {0} bytes")
    @ValueSource(ints = {64, 256, 1_024, 4_096, 65_536})
    void echoesALargeMessageInFragments(int fragmentBytes) throws IOException {
      int count = Math.max(1, fewer(1 << 20) / fragmentBytes);
      ByteBuf fragments = frame(BINARY, "B".repeat(fragmentBytes));
      for (int i = 1; i < count; i++) {
        fragments.writeBytes(
            frame((i == count - 1 ? FIN : 0) | CONTINUATION, "B".repeat(fragmentBytes)));
      }
      if (count == 1) {
        fragments.writeBytes(frame(FIN | CONTINUATION, ""));
      }
      client.send(fragments);

      assertThat(client.next()).isEqualTo("binary " + "B".repeat(count * fragmentBytes));
      assertEndsNormally();
    }

    @ParameterizedTest(name = "of {0} bytes")
    @ValueSource(ints = {0, 16, 64, 256, 1_024})
    void echoesAThousandMessagesOneByOne(int length) throws IOException {
      for (int i = 0; i < fewer(1_000); i++) {
        client.send(frame(FIN | BINARY, "*".repeat(length)));
        assertThat(client.next()).isEqualTo("binary " + "*".repeat(length));
      }
      assertEndsNormally();
    }
  }

  @Nested
  class Group10Misc {
    @Test
    void echoesOneFrameThatIsSentInPieces() throws IOException {
      ByteBuf whole = frame(FIN | BINARY, "*".repeat(65_536));
      while (whole.readableBytes() > 1_300) {
        client.send(whole.readBytes(1_300));
      }
      client.send(whole);

      assertThat(client.next()).isEqualTo("binary " + "*".repeat(65_536));
      assertEndsNormally();
    }
  }

  /** A read per byte costs a system call per byte. */
  private int fewer(int number) {
    return reads == Reads.BYTE_BY_BYTE ? Math.min(number, Math.max(100, number >> 6)) : number;
  }

  /** The server answers the client's Close and ends the connection itself. */
  private void assertEndsNormally() throws IOException {
    client.send(ClientFrames.close(1000, new byte[0]));
    assertClosed("close 1000");
  }

  private void assertFailed(int code) throws IOException {
    assertClosed("close " + code);
  }

  private void assertClosed(String answer) throws IOException {
    assertThat(client.next()).isEqualTo(answer);
    assertThat(client.isAtItsEnd()).isTrue();
  }

  private static ByteBuf together(ByteBuf... frames) {
    return Unpooled.wrappedBuffer(frames);
  }

  private static String sorted(String... frames) {
    return Stream.of(frames).sorted().collect(Collectors.joining(", "));
  }

  private static ByteBuf hex(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
  }
}
