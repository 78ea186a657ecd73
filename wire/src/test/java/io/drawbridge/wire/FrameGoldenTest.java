package io.drawbridge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The wire format, byte by byte. Changing a golden file is changing the protocol. */
final class FrameGoldenTest {
  @ParameterizedTest
  @MethodSource("allNames")
  void writesTheGoldenBytes(String name) {
    assertThat(HexFormat.of().formatHex(GoldenFrames.bytes(all(name))))
        .isEqualTo(HexFormat.of().formatHex(GoldenFrames.golden(name)));
  }

  @ParameterizedTest
  @MethodSource("allNames")
  void readsTheGoldenBytesWholeFromEverySplitPoint(String name) throws ProtocolViolation {
    byte[] golden = GoldenFrames.golden(name);
    for (int split = 0; split < golden.length; split++) {
      FrameReader reader = new FrameReader(sender(name), Frame.MAX_LENGTH);
      ByteBuf in = Unpooled.buffer();

      in.writeBytes(golden, 0, split);
      assertThat(reader.next(in)).as("before byte %d", split).isFalse();
      assertThat(in.readableBytes()).isEqualTo(split);

      in.writeBytes(golden, split, golden.length - split);
      assertThat(reader.next(in)).isTrue();
      assertThat(in.readableBytes()).isZero();
    }
  }

  @Test
  void thereIsAGoldenFrameOfEveryType() throws ProtocolViolation {
    Set<FrameType> seen = EnumSet.noneOf(FrameType.class);
    for (String name : allNames().toList()) {
      FrameReader reader = new FrameReader(sender(name), Frame.MAX_LENGTH);
      reader.next(Unpooled.wrappedBuffer(GoldenFrames.golden(name)));
      seen.add(reader.frame().type());
    }
    assertThat(seen).containsExactlyInAnyOrder(FrameType.values());
  }

  @Test
  void readsEveryPrefixInItsOrder() throws ProtocolViolation {
    FrameReader reader = new FrameReader(Side.GATEWAY, Frame.MAX_LENGTH);
    reader.next(Unpooled.wrappedBuffer(GoldenFrames.golden("downstream-durable")));

    Frame frame = reader.frame();
    assertThat(frame.seq()).isEqualTo(44);
    assertThat(frame.trace()).hasSize(24).startsWith(0, 0, 0, 0, 0, 0, 0, 1);
    assertThat(new long[] {frame.pushIdHigh(), frame.pushIdLow()}).containsExactly(4, 5);
    assertThat(new long[] {frame.mailboxIncarnation(), frame.mailboxCounter()})
        .containsExactly(6, 7);
    assertThat(frame.replyService()).isEqualTo(8);
    assertThat(frame.replySeq()).isEqualTo(9);
    assertThat(frame.bodyBytes()).asString().isEqualTo("hi");
  }

  @Test
  void readsTheStateOfAnAck() throws ProtocolViolation {
    FrameReader reader = new FrameReader(Side.GATEWAY, Frame.MAX_LENGTH);
    reader.next(Unpooled.wrappedBuffer(GoldenFrames.golden("upstream-ack-state")));

    int state = reader.frame().bodyInt();
    assertThat(LaneState.heartbeatSeconds(state)).isEqualTo(240);
    assertThat(LaneState.admits(state, 1)).isTrue();
    assertThat(LaneState.admits(state, 2)).isFalse();
  }

  private static Stream<String> allNames() {
    return Stream.of(GoldenFrames.fromClient(), GoldenFrames.fromGateway())
        .map(Map::keySet)
        .flatMap(Set::stream);
  }

  private static Consumer<ByteBuf> all(String name) {
    Consumer<ByteBuf> fromClient = GoldenFrames.fromClient().get(name);
    return fromClient != null ? fromClient : GoldenFrames.fromGateway().get(name);
  }

  private static Side sender(String name) {
    return GoldenFrames.fromClient().containsKey(name) ? Side.CLIENT : Side.GATEWAY;
  }
}
