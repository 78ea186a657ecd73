package io.drawbridge.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FrameReaderTest {
  private final FrameReader reader = new FrameReader(Side.CLIENT, 64 << 10);

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "ffffffff                          | frame length: 4294967295 bytes (expected: <= 65536)",
        "00010001                          | frame length: 65537 bytes (expected: <= 65536)",
        "00000000                          | frame length: 0 bytes (expected: >= 12)",
        "0000000b 09000000 0000000000000000| frame length: 11 bytes (expected: >= 12)",
        "0000000c 00000000 0000000000000000| frame type: 0 (expected: 1 to 13, or >= 128)",
        "0000000c 0e000000 0000000000000000| frame type: 14 (expected: 1 to 13, or >= 128)",
        "0000000c 02000000 0000000000000000| frame type: CONNECTED (expected: none from a client)",
        "0000000c 09400000 0000000000000000| flags of PING: unknown 0x40 (expected: a subset of 0x0)",
        "0000000c 04080001 0000000000000001| flags of UPSTREAM: unknown 0x8 (expected: a subset of 0x13)",
        "0000000c 09000001 0000000000000000| service of PING: 1 (expected: 0)",
        "0000000c 09000000 0000000000000001| seq of PING: 1 (expected: 0)",
        "0000000c 04000001 0000000000000000| seq of UPSTREAM: 0 (expected: 1 to 9007199254740991)",
        "0000000c 04000001 ffffffffffffffff| seq of UPSTREAM: 18446744073709551615 (expected: 1 to 9007199254740991)",
        "0000000d 04100001 0000000000000001| void UPSTREAM: body of 1 bytes (expected: none)",
        "0000000d 04010001 0000000000000001| UPSTREAM: 1 bytes after the header (expected: >= 24 by its flags)",
        "0000000d 09000000 0000000000000000| body of PING: 1 bytes (expected: another size)"
      })
  void refusesABadHeaderAtOnceNamingOffenderAndExpectation(String hex, String message) {
    ByteBuf in = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));

    assertThatThrownBy(() -> reader.next(in))
        .isInstanceOf(ProtocolViolation.class)
        .hasMessage(message);
  }

  @Test
  void tellsATooLargeFrameFromABadOne() {
    ByteBuf in = Unpooled.buffer().writeInt(-1);

    ProtocolViolation violation =
        catchThrowableOfType(ProtocolViolation.class, () -> reader.next(in));

    assertThat(violation.reason()).isEqualTo(CloseReason.FRAME_TOO_LARGE);
  }

  @Test
  void skipsTypesOfTheFuture() throws ProtocolViolation {
    ByteBuf in = Unpooled.buffer();
    FrameWriter.empty(in, FrameType.PING);
    in.setByte(4, 200);
    FrameWriter.upstream(in, 1, 5, 0, new byte[] {1});

    assertThat(reader.next(in)).isTrue();
    assertThat(reader.frame().seq()).isEqualTo(5);
    assertThat(reader.next(in)).isFalse();
  }

  @Test
  void readsFramesThatArriveTogetherOneByOne() throws ProtocolViolation {
    ByteBuf in = Unpooled.buffer();
    for (int seq = 1; seq <= 3; seq++) {
      FrameWriter.upstream(in, 1, seq, 0, new byte[seq]);
    }

    for (int seq = 1; seq <= 3; seq++) {
      assertThat(reader.next(in)).isTrue();
      assertThat(reader.frame().seq()).isEqualTo(seq);
      assertThat(reader.frame().bodyLength()).isEqualTo(seq);
    }
    assertThat(reader.next(in)).isFalse();
  }

  @Test
  void acceptsLargerFramesOnceAllowed() throws ProtocolViolation {
    ByteBuf in = Unpooled.buffer();
    FrameWriter.upstream(in, 1, 1, 0, new byte[70_000]);

    reader.maxLength(Frame.MAX_LENGTH);

    assertThat(reader.next(in)).isTrue();
  }

  @Test
  void survivesRandomBytes() {
    for (int seed = 0; seed < 20_000; seed++) {
      byte[] bytes = new byte[64];
      new Random(seed).nextBytes(bytes);
      bytes[0] = 0;
      bytes[1] = 0;
      bytes[2] = 0;
      ByteBuf in = Unpooled.wrappedBuffer(bytes);
      FrameReader fresh = new FrameReader(Side.CLIENT, 64);
      try {
        while (fresh.next(in)) {
          assertThat(fresh.frame().bodyBytes()).hasSize(fresh.frame().bodyLength());
        }
      } catch (ProtocolViolation expected) {
        assertThat(expected).hasMessageContaining("expected");
      }
    }
  }
}
