package io.drawbridge.gateway.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProxyHeaderTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  /** 192.0.2.1:4711 to 198.51.100.1:7000. */
  private static final String IPV4 = "c0000201" + "c6336401" + "1267" + "1b58";

  private static final String IPV6 =
      "20010db8000000000000000000000001" + "20010db8000000000000000000000002" + "1267" + "1b58";

  @Test
  void tellsTheClientOfEitherVersionOfIp() throws Exception {
    assertThat(source("21" + "11" + "000c" + IPV4)).contains(address("192.0.2.1", 4711));
    assertThat(source("21" + "21" + "0024" + IPV6)).contains(address("2001:db8::1", 4711));
  }

  @Test
  void tellsNobodyWhereTheBalancerSpeaksForItselfOrDoesNotKnow() throws Exception {
    assertThat(source("20" + "00" + "0000")).isEmpty();
    assertThat(source("20" + "11" + "000c" + IPV4)).as("LOCAL").isEmpty();
    assertThat(source("21" + "00" + "0000")).as("UNSPEC").isEmpty();
    assertThat(source("21" + "31" + "00d8" + "00".repeat(216))).as("Unix").isEmpty();
  }

  @Test
  void passesOverWhatElseItIsTold() throws Exception {
    String authority = "02" + "0003" + "616263";
    String noop = "04" + "0000";

    assertThat(source("21" + "11" + "0015" + IPV4 + authority + noop))
        .contains(address("192.0.2.1", 4711));
  }

  @Test
  void verifiesAChecksum() throws Exception {
    String before = "21" + "11" + "0013" + IPV4 + "03" + "0004";
    CRC32C crc = new CRC32C();
    crc.update(HexFormat.of().parseHex(SIGNATURE + before + "00000000"));
    String right = HexFormat.of().toHexDigits((int) crc.getValue());

    assertThat(source(before + right)).contains(address("192.0.2.1", 4711));
    assertWrong(before + "00000001", "checksum: 1 (expected: ");
  }

  @ParameterizedTest
  @CsvSource({
    "11 11 000c c0000201c633640112671b58, version and command: 17 (expected: 32 or 33)",
    "22 11 000c c0000201c633640112671b58, version and command: 34 (expected: 32 or 33)",
    "21 12 000c c0000201c633640112671b58, 'family: 18 (expected: 0, 17, 33 or 49)'",
    "21 11 0008 c0000201c6336401, addresses: 8 bytes (expected: >= 12)",
    "21 21 000c c0000201c633640112671b58, addresses: 12 bytes (expected: >= 36)",
    "21 31 0004 00000000, addresses: 4 bytes (expected: >= 216)",
    "21 11 0209, header: 537 bytes (expected: <= 536)",
    "20 00 ffff, header: 65551 bytes (expected: <= 536)",
    "21 11 000e c0000201c633640112671b58 0400, 'part: cut off (expected: type, length and value)'",
    "21 11 000f c0000201c633640112671b58 04ffff, part of type 4: cut off (expected: 65535 bytes)",
    "21 11 0010 c0000201c633640112671b58 03000100, checksum: 1 bytes (expected: 4)",
  })
  void refusesWhatIsNotAHeader(String hex, String message) {
    assertWrong(hex.replace(" ", ""), message);
  }

  @Test
  void refusesVersion1AndGarbageByTheFirstByteThatIsWrong() {
    ByteBuf text = Unpooled.copiedBuffer("PROXY TCP4 192.0.2.1", StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> ProxyHeader.read(text))
        .hasMessage("byte 0 (expected: the signature of PROXY version 2)");
    ByteBuf almost = Unpooled.copiedBuffer("\r\n\r\n\0\r\nQUIX", StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> ProxyHeader.read(almost))
        .hasMessage("byte 10 (expected: the signature of PROXY version 2)");
  }

  @Test
  void waitsForTheLastByteAndLeavesWhatFollows() throws Exception {
    byte[] header = HexFormat.of().parseHex(SIGNATURE + "21" + "11" + "000c" + IPV4);
    ByteBuf in = Unpooled.buffer();
    for (byte next : header) {
      assertThat(ProxyHeader.read(in)).isEmpty();
      in.writeByte(next);
    }
    in.writeByte(0x16);

    assertThat(ProxyHeader.read(in)).isPresent();
    assertThat(in.readableBytes()).isEqualTo(1);
  }

  @Test
  void aChangedHeaderIsReadOrRefusedAndNothingElse() {
    Random random = new Random(5);
    byte[] header =
        HexFormat.of().parseHex(SIGNATURE + "21" + "11" + "0012" + IPV4 + "040003616263");
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = header.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        changed[random.nextInt(12, changed.length)] = (byte) random.nextInt();
      }
      try {
        ProxyHeader.read(Unpooled.wrappedBuffer(changed));
      } catch (ProxyHeader.Wrong e) {
        assertThat(e).hasMessageContaining("expected: ");
      }
    }
  }

  private static void assertWrong(String hex, String message) {
    assertThatThrownBy(() -> source(hex))
        .isInstanceOf(ProxyHeader.Wrong.class)
        .hasMessageStartingWith(message);
  }

  private static Optional<InetSocketAddress> source(String hex) throws Exception {
    ByteBuf in = Unpooled.wrappedBuffer(HexFormat.of().parseHex(SIGNATURE + hex));
    return ProxyHeader.read(in).orElseThrow().source();
  }

  private static InetSocketAddress address(String literal, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
  }
}
