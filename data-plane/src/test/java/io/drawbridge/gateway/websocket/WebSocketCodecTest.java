package io.drawbridge.gateway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection sees of the codec; what clients see is in {@link WebSocketConformanceTest}. */
final class WebSocketCodecTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final RecordingEnd end = new RecordingEnd();

  WebSocketCodecTest() {
    channel.pipeline().addLast("websocket", new WebSocketCodec()).addLast("client", end);
  }

  @AfterEach
  void nothingIsLeft() {
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest(name = "{0} bytes")
  @CsvSource({
    "1, 8201",
    "125, 827d",
    "126, 827e007e",
    "65535, 827effff",
    "65536, 827f0000000000010000"
  })
  void writesTheHeaderIntoTheRoomInFrontOfThePayload(int length, String header) {
    ByteBuf payload = channel.alloc().buffer(10 + length).setIndex(10, 10).writeZero(length);

    channel.writeOutbound(payload);

    ByteBuf message = channel.readOutbound();
    assertThat(message).isSameAs(payload);
    assertThat(hex(message)).isEqualTo(header + "00".repeat(length));
    assertThat(channel.<ByteBuf>readOutbound()).isNull();
  }

  @Test
  void writesTheHeaderInABufferOfItsOwnWhereThereIsNoRoom() {
    channel.writeOutbound(Unpooled.wrappedBuffer(new byte[] {7, 7}));

    assertThat(written()).isEqualTo("8202" + "0707");
  }

  @Test
  void doesNotWriteIntoABufferThatOthersHold() {
    ByteBuf shared = Unpooled.buffer().writeZero(10).writeBytes(new byte[] {7, 7}).skipBytes(10);

    channel.writeOutbound(shared.retain());

    assertThat(written()).isEqualTo("8202" + "0707");
    assertThat(shared.readerIndex(0).readLong()).isZero();
    shared.release();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 13, 1000})
  void takesTheMaskOffWhereverReadsEnd(int bytesPerRead) {
    String text = "drawbridge ".repeat(9);
    ByteBuf bytes = Unpooled.buffer();
    bytes.writeBytes(ClientFrames.frame(ClientFrames.BINARY, text));
    bytes.writeBytes(ClientFrames.frame(ClientFrames.FIN, text));
    bytes.writeBytes(ClientFrames.frame(ClientFrames.FIN | ClientFrames.BINARY, "second"));

    while (bytes.isReadable()) {
      channel.writeInbound(bytes.readBytes(Math.min(bytesPerRead, bytes.readableBytes())));
    }
    bytes.release();

    assertThat(end.messages()).containsExactly(text + text, "second");
  }

  @Test
  void handsTheBytesOnWhereTheyWereReceived() {
    ByteBuf bytes = ClientFrames.frame(ClientFrames.FIN | ClientFrames.BINARY, "in place");
    channel.pipeline().remove("client");

    channel.writeInbound(bytes);

    ByteBuf handedOn = channel.readInbound();
    assertThat(handedOn).isSameAs(bytes);
    assertThat(handedOn.toString(StandardCharsets.UTF_8)).isEqualTo("in place");
    handedOn.release();
  }

  @Test
  void keepsNothingOfAMessageItself() {
    ByteBuf bytes = ClientFrames.frame(ClientFrames.FIN | ClientFrames.BINARY, "x".repeat(5_000));

    channel.writeInbound(bytes.readBytes(4_000));

    assertThat(end.unfinishedBytes()).isEqualTo(4_000 - 8);
    bytes.release();
  }

  @Test
  void tellsAViolationAsTheReasonOfTheConnectionsEnd() {
    channel.writeInbound(ClientFrames.frame(ClientFrames.FIN | ClientFrames.TEXT, "hello"));

    assertThat(end.violations())
        .singleElement()
        .isInstanceOfSatisfying(
            ProtocolViolation.class,
            violation -> {
              assertThat(violation.reason()).isEqualTo(CloseReason.PROTOCOL);
              assertThat(violation).hasMessage("WebSocket: message: text (expected: binary)");
            });
    assertThat(written()).isEqualTo(close(1003, "message: text (expected: binary)"));
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void readsNothingBehindAViolation() {
    ByteBuf bytes = ClientFrames.frame(ClientFrames.FIN | ClientFrames.TEXT, "hello");
    bytes.writeBytes(ClientFrames.frame(ClientFrames.FIN | ClientFrames.BINARY, "unheard"));

    channel.writeInbound(bytes);

    assertThat(end.messages()).isEmpty();
  }

  @Test
  void sendsTheCodeAndTextOfTheClosingConnectionBehindItsLastFrames() {
    closeByConnection(CloseReason.SHUTDOWN, "the gateway stops");

    assertThat(written()).isEqualTo("8202ffff" + close(3000, "the gateway stops"));
  }

  @Test
  void cutsALongTextBetweenTwoCharacters() {
    closeByConnection(CloseReason.PROTOCOL, "é".repeat(100));

    assertThat(written()).isEqualTo("8202ffff" + close(3500, "é".repeat(61)));
  }

  @Test
  void writesNothingBehindItsClose() {
    closeByConnection(CloseReason.SHUTDOWN, "");
    channel.releaseOutbound();

    ChannelFuture late = channel.writeAndFlush(Unpooled.buffer().writeInt(1));

    assertThat(late.isSuccess()).isTrue();
    assertThat(written()).isEmpty();
  }

  @Test
  void waitsForTheClientsCloseBeforeItEndsTheSocket() {
    closeByConnection(CloseReason.SHUTDOWN, "");
    assertThat(channel.isOpen()).isTrue();

    channel.writeInbound(ClientFrames.frame(ClientFrames.FIN | ClientFrames.BINARY, "under way"));
    assertThat(channel.isOpen()).isTrue();
    channel.writeInbound(ClientFrames.close(3000, new byte[0]));

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void endsTheSocketWhenWhoClosedItClosesAgain() {
    closeByConnection(CloseReason.SHUTDOWN, "");
    assertThat(channel.isOpen()).isTrue();

    var _ = channel.close();

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void endsTheSocketAtOnceWhenNobodySaidWhy() {
    var _ = channel.close();

    assertThat(channel.isOpen()).isFalse();
    assertThat(written()).isEmpty();
  }

  @Test
  void answersNotMorePingsThanFitIntoAKilobyteARead() {
    ByteBuf flood = Unpooled.buffer();
    for (int i = 0; i < 10_000; i++) {
      flood.writeBytes(ClientFrames.frame(ClientFrames.FIN | ClientFrames.PING, "ping " + i));
    }

    channel.writeInbound(flood);

    ByteBuf pongs = channel.readOutbound();
    assertThat(pongs.readableBytes()).isLessThanOrEqualTo(WebSocketCodec.MAX_PONG_BYTES);
    assertThat(pongs.toString(StandardCharsets.UTF_8)).endsWith("ping 9999");
    pongs.release();
    assertThat(channel.<ByteBuf>readOutbound()).isNull();
  }

  @Test
  void answersAPingBeforeWhatIsWrittenInTheSameRead() {
    ByteBuf received = Unpooled.buffer();
    received.writeBytes(ClientFrames.frame(ClientFrames.FIN | ClientFrames.PING, "p"));
    received.writeBytes(ClientFrames.frame(ClientFrames.FIN | ClientFrames.BINARY, "b"));
    channel
        .pipeline()
        .replace(
            "client",
            "client",
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                var _ = context.writeAndFlush(message);
              }
            });

    channel.writeInbound(received);

    assertThat(written()).isEqualTo("8a0170" + "820162");
  }

  /** As a connection does it: first why, then its last frames, then the end. */
  private void closeByConnection(CloseReason reason, String text) {
    channel
        .pipeline()
        .fireUserEventTriggered(Close.newBuilder().setCode(reason.code()).setText(text).build());
    var _ =
        channel
            .writeAndFlush(Unpooled.buffer().writeShort(0xffff))
            .addListener(ChannelFutureListener.CLOSE);
    channel.runPendingTasks();
  }

  private static String close(int code, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return "88%02x%04x".formatted(utf8.length + 2, code) + HexFormat.of().formatHex(utf8);
  }

  /** Everything that was written since the last call. */
  private String written() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      all.append(hex(next));
    }
    return all.toString();
  }

  private static String hex(ByteBuf bytes) {
    String hex = ByteBufUtil.hexDump(bytes);
    bytes.release();
    return hex;
  }
}
