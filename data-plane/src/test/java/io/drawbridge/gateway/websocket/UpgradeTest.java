package io.drawbridge.gateway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.wire.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UpgradeTest {
  /** The example of RFC 6455, section 1.3, for our path and subprotocol. */
  private static final String REQUEST =
      """
      GET /v1 HTTP/1.1
      Host: gw-1.example:443
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Origin: https://chat.example
      Sec-WebSocket-Protocol: chat, drawbridge.v1
      Sec-WebSocket-Version: 13
      """;

  private static final String ACCEPTED =
      """
      HTTP/1.1 101 Switching Protocols
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=
      Sec-WebSocket-Protocol: drawbridge.v1

      """
          .replace("\n", "\r\n");

  private final WebSocketRules rules = WebSocketRules.of(List.of("https://chat.example"));
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final RecordingEnd end = new RecordingEnd();

  UpgradeTest() {
    channel.pipeline().addLast("client", end);
    WebSocketUpgrade.begin(channel.pipeline(), rules);
  }

  @AfterEach
  void nothingIsLeft() {
    channel.finishAndReleaseAll();
  }

  @Test
  void answersTheExampleOfTheRfcAndLeaves() {
    send(head(REQUEST));

    assertThat(answer()).isEqualTo(ACCEPTED);
    assertThat(channel.pipeline().get(UpgradeHandler.class)).isNull();
    assertThat(channel.pipeline().names()).startsWith("websocket", "client");
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void acceptsAHeadThatComesByteByByte() {
    for (byte each : head(REQUEST).getBytes(StandardCharsets.US_ASCII)) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {each}));
    }

    assertThat(answer()).isEqualTo(ACCEPTED);
  }

  @Test
  void readsWhatTheClientSentBehindItsRequest() {
    ByteBuf bytes = Unpooled.copiedBuffer(head(REQUEST), StandardCharsets.US_ASCII);
    ClientFrames.binary(bytes, "too early, but allowed".getBytes(StandardCharsets.US_ASCII));

    channel.writeInbound(bytes);

    assertThat(answer()).isEqualTo(ACCEPTED);
    assertThat(end.messages()).containsExactly("too early, but allowed");
  }

  @ParameterizedTest(name = "{0} for {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        // Names and tokens in any case, lists in any order and over several lines, blanks around.
        "Upgrade: websocket                | UPGRADE:\tWebSocket ",
        "Upgrade: websocket                | Upgrade: h2c, websocket",
        "Connection: Upgrade               | Connection: keep-alive , upgrade",
        "Connection: Upgrade               | Connection: close~Connection: Upgrade",
        "Sec-WebSocket-Protocol: chat, drawbridge.v1 | Sec-WebSocket-Protocol: a~sec-websocket-protocol:drawbridge.v1,b",
        "Origin: https://chat.example      | Origin: HTTPS://Chat.Example",
        // No browser.
        "Origin: https://chat.example      | X-Nothing: ",
        // Offered in vain, not looked at, no body.
        "Sec-WebSocket-Version: 13         | Sec-WebSocket-Version: 13~Sec-WebSocket-Extensions: permessage-deflate",
        "Sec-WebSocket-Version: 13         | Sec-WebSocket-Version: 13~Cookie: \u00e9",
        "Sec-WebSocket-Version: 13         | Sec-WebSocket-Version: 13~Content-Length: 0"
      })
  void acceptsWhatMeansTheSame(String line, String instead) {
    send(head(changed(line, instead)));

    assertThat(answer()).isEqualTo(ACCEPTED);
  }

  @ParameterizedTest(name = "{1} is refused")
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /v1 HTTP/1.1                  | GET /v1 HTTP/1.0       | BAD_REQUEST | version: another (expected: HTTP/1.1)",
        "GET /v1 HTTP/1.1                  | GET  /v1 HTTP/1.1      | BAD_REQUEST | request line: not HTTP (expected: GET /v1 HTTP/1.1)",
        "GET /v1 HTTP/1.1                  | GET                    | BAD_REQUEST | request line: not HTTP (expected: GET /v1 HTTP/1.1)",
        "GET /v1 HTTP/1.1                  | G@T /v1 HTTP/1.1       | BAD_REQUEST | request line: not HTTP (expected: GET /v1 HTTP/1.1)",
        "GET /v1 HTTP/1.1                  | GETS /v1 HTTP/1.1      | METHOD_NOT_ALLOWED | method: another (expected: GET)",
        "GET /v1 HTTP/1.1                  | GET / HTTP/1.1         | NOT_FOUND | path: another (expected: /v1)",
        "GET /v1 HTTP/1.1                  | GET /v1/ HTTP/1.1      | NOT_FOUND | path: another (expected: /v1)",
        "GET /v1 HTTP/1.1                  | GET /v1?token=x HTTP/1.1 | NOT_FOUND | path: another (expected: /v1)",
        "GET /v1 HTTP/1.1                  | GET http://gw/v1 HTTP/1.1 | NOT_FOUND | path: another (expected: /v1)",
        "Host: gw-1.example:443            | X-Nothing: 1           | BAD_REQUEST | host: 0 times (expected: once)",
        "Host: gw-1.example:443            | Host: a~Host: b        | BAD_REQUEST | host: 2 times (expected: once)",
        "Host: gw-1.example:443            | Host:                  | BAD_REQUEST | Host: empty (expected: a host)",
        "Host: gw-1.example:443            | Host : gw              | BAD_REQUEST | header line 1: not a header (expected: name, colon, value)",
        "Host: gw-1.example:443            | Host: gw~ folded       | BAD_REQUEST | header line 2: not a header (expected: name, colon, value)",
        "Host: gw-1.example:443            | Host: gw~no colon      | BAD_REQUEST | header line 2: not a header (expected: name, colon, value)",
        "Host: gw-1.example:443            | Host: gw~: no name     | BAD_REQUEST | header line 2: not a header (expected: name, colon, value)",
        "Host: gw-1.example:443            | Host: gw^X: bare LF    | BAD_REQUEST | header line 1: not a header (expected: name, colon, value)",
        "Upgrade: websocket                | X-Nothing: 1           | UPGRADE_REQUIRED | upgrade: none (expected: WebSocket, version 13)",
        "Upgrade: websocket                | Upgrade: websockets    | UPGRADE_REQUIRED | upgrade: none (expected: WebSocket, version 13)",
        "Connection: Upgrade               | Connection: keep-alive | UPGRADE_REQUIRED | upgrade: none (expected: WebSocket, version 13)",
        "Sec-WebSocket-Version: 13         | Sec-WebSocket-Version: 12 | UPGRADE_REQUIRED | upgrade: none (expected: WebSocket, version 13)",
        "Sec-WebSocket-Version: 13         | X-Nothing: 1           | UPGRADE_REQUIRED | upgrade: none (expected: WebSocket, version 13)",
        "Sec-WebSocket-Version: 13         | Sec-WebSocket-Version: 13~Content-Length: 5 | BAD_REQUEST | body: announced (expected: none)",
        "Sec-WebSocket-Version: 13         | Sec-WebSocket-Version: 13~Content-Length: 0~Content-Length: 0 | BAD_REQUEST | body: announced (expected: none)",
        "Sec-WebSocket-Version: 13         | Sec-WebSocket-Version: 13~Transfer-Encoding: chunked | BAD_REQUEST | body: announced (expected: none)",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | X-Nothing: 1 | BAD_REQUEST | sec-websocket-key: 0 times (expected: once)",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j | BAD_REQUEST | Sec-WebSocket-Key: unreadable (expected: 16 bytes in base64)",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ | BAD_REQUEST | Sec-WebSocket-Key: unreadable (expected: 16 bytes in base64)",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | Sec-WebSocket-Key: !GhlIHNhbXBsZSBub25jZQ== | BAD_REQUEST | Sec-WebSocket-Key: unreadable (expected: 16 bytes in base64)",
        "Origin: https://chat.example      | Origin: https://other.example | FORBIDDEN | Origin: another (expected: one that is configured)",
        "Origin: https://chat.example      | Origin: https://chat.example.evil | FORBIDDEN | Origin: another (expected: one that is configured)",
        "Origin: https://chat.example      | Origin: null           | FORBIDDEN | Origin: another (expected: one that is configured)",
        "Origin: https://chat.example      | Origin:                | FORBIDDEN | Origin: another (expected: one that is configured)",
        "Sec-WebSocket-Protocol: chat, drawbridge.v1 | X-Nothing: 1 | BAD_REQUEST | Sec-WebSocket-Protocol: another (expected: drawbridge.v1)",
        "Sec-WebSocket-Protocol: chat, drawbridge.v1 | Sec-WebSocket-Protocol: DRAWBRIDGE.V1 | BAD_REQUEST | Sec-WebSocket-Protocol: another (expected: drawbridge.v1)"
      })
  void refusesWithWhatItExpected(String line, String instead, UpgradeRefusal refusal, String text) {
    send(head(changed(line, instead)));

    assertRefused(refusal, text);
  }

  @Test
  void tellsHowToUpgrade() {
    send("GET /v1 HTTP/1.1\r\nHost: gw\r\n\r\n");

    assertThat(answer())
        .isEqualTo(
            """
            HTTP/1.1 426 Upgrade Required
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Content-Type: text/plain
            Content-Length: 48
            Connection: close

            """
                    .replace("\n", "\r\n")
                + "upgrade: none (expected: WebSocket, version 13)\n");
  }

  @Test
  void acceptsSixtyFourHeaderLinesAndNotOneMore() {
    send(head(REQUEST + "X: y\n".repeat(64 - 7)));
    assertThat(answer()).isEqualTo(ACCEPTED);

    EmbeddedChannel other = new EmbeddedChannel();
    other.pipeline().addLast("client", new RecordingEnd());
    WebSocketUpgrade.begin(other.pipeline(), rules);
    other.writeInbound(ascii(head(REQUEST + "X: y\n".repeat(64 - 6))));
    assertThat(text(other.readOutbound())).startsWith("HTTP/1.1 431 ");
    assertThat(other.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 100_000})
  void doesNotGatherMoreThanEightKilobytes(int chunkBytes) {
    ByteBuf endless = ascii("GET /v1 HTTP/1.1\r\nX: " + "y".repeat(100_000));
    while (endless.isReadable() && channel.isOpen()) {
      int count = Math.min(chunkBytes, endless.readableBytes());
      channel.writeInbound(endless.readBytes(count));
    }
    endless.release();

    assertRefused(
        UpgradeRefusal.HEAD_TOO_LARGE, "head: longer than it may be (expected: <= 8192 bytes)");
  }

  @Test
  void acceptsAHeadOfExactlyEightKilobytes() {
    int room = UpgradeHandler.MAX_HEAD_BYTES - head(REQUEST + "X: \n").length();
    send(head(REQUEST + "X: " + "y".repeat(room) + "\n"));

    assertThat(answer()).isEqualTo(ACCEPTED);
  }

  @Test
  void letsAnyOriginInWhenAllAreListed() {
    assertThat(WebSocketRules.of(List.of("*")).admits("null")).isTrue();
    assertThat(WebSocketRules.of(List.of()).admits("https://chat.example")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chat.example",
        "https://chat.example/",
        "https://*",
        " *",
        "https://a, https://b",
        ""
      })
  void refusesARuleThatIsNoOrigin(String origin) {
    assertThatThrownBy(() -> WebSocketRules.of(List.of(origin)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("origins: " + origin + " (expected: scheme://host, scheme://host:port or *)");
  }

  @Test
  void answersByHttpWhenItsTimeIsOver() {
    send("GET /v1 HTTP/1.1\r\nHost: g");

    closeByGateway(CloseReason.CONNECT_TIMEOUT);

    assertRefused(UpgradeRefusal.TIMEOUT, "upgrade: not whole in time (expected: at once)");
  }

  @Test
  void answersByHttpWhenTheGatewayEndsItEarlier() {
    closeByGateway(CloseReason.SHUTDOWN);

    assertRefused(UpgradeRefusal.UNAVAILABLE, "connection: ended by the gateway");
  }

  @Test
  void countsWhatItRefuses() {
    send("GET / HTTP/1.1\r\n\r\n");
    channel.releaseOutbound();

    AtomicLong notFound = new AtomicLong();
    AtomicLong all = new AtomicLong();
    rules
        .refusals()
        .forEach((refusal, count) -> {
          all.addAndGet(count);
          notFound.addAndGet(refusal == UpgradeRefusal.NOT_FOUND ? count : 0);
        });
    assertThat(notFound).hasValue(1);
    assertThat(all).hasValue(1);
  }

  /** As a connection does it: first why, then frames that only a WebSocket would understand. */
  private void closeByGateway(CloseReason reason) {
    channel
        .pipeline()
        .fireUserEventTriggered(Close.newBuilder().setCode(reason.code()).setText("why").build());
    var _ = channel.writeAndFlush(ascii("CLOSE"));
    channel.runPendingTasks();
  }

  private void assertRefused(UpgradeRefusal refusal, String text) {
    assertThat(answer())
        .startsWith("HTTP/1.1 " + refusal.status() + " ")
        .contains("\r\nConnection: close\r\n\r\n")
        .endsWith("\r\n\r\n" + text + "\n")
        .contains("\r\nContent-Length: " + (text.length() + 1) + "\r\n");
    assertThat(channel.isOpen()).isFalse();
    assertThat(end.messages()).isEmpty();
  }

  private void send(String text) {
    channel.writeInbound(ascii(text));
  }

  private String answer() {
    return text(channel.readOutbound());
  }

  private static ByteBuf ascii(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  private static String text(ByteBuf bytes) {
    try {
      return bytes.toString(StandardCharsets.US_ASCII);
    } finally {
      bytes.release();
    }
  }

  private static String changed(String line, String instead) {
    assertThat(REQUEST).contains(line);
    return REQUEST.replace(line, instead == null ? "" : instead.replace("~", "\n"));
  }

  /** With the ends of lines that HTTP has; ^ stands for one that HTTP has not. */
  private static String head(String lines) {
    return lines.replace("\n", "\r\n").replace("^", "\n") + "\r\n";
  }
}
