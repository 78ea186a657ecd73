package io.drawbridge.process.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypesTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.1.1.1:7000", "gw-1.example:1", "[::1]:65535", "localhost:0"})
  void hostPortPrintsWhatItReads(String text) {
    assertThat(HostPort.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":7000", "host", "host:", "host:x", "host:65536", "host:-1", "::1:7"})
  void hostPortRefuses(String text) {
    assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void byteSizeReadsBinaryUnits() {
    assertThat(ByteSize.parse("64KiB").bytes()).isEqualTo(65_536);
    assertThat(ByteSize.parse("2 gib").bytes()).isEqualTo(2L << 30);
    assertThat(ByteSize.parse("64MiB")).hasToString("64MiB");
    assertThat(new ByteSize(1500)).hasToString("1500B");
    assertThat(new ByteSize(0)).hasToString("0B");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "64", "KiB", "-1B", "1.5MiB", "64KB", "1TiB"})
  void byteSizeRefuses(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cidrHoldsWhatSharesItsPrefix() {
    assertThat(holds("10.1.0.0/16", "10.1.0.0", "10.1.255.255")).isTrue();
    assertThat(holds("10.1.0.0/16", "10.2.0.0")).isFalse();
    assertThat(holds("10.1.128.0/17", "10.1.128.0", "10.1.255.1")).isTrue();
    assertThat(holds("10.1.128.0/17", "10.1.127.255")).isFalse();
    assertThat(holds("0.0.0.0/0", "255.1.2.3")).isTrue();
    assertThat(holds("0.0.0.0/0", "2001:db8::1")).isFalse();
    assertThat(holds("2001:db8::/33", "2001:db8:7fff::1")).isTrue();
    assertThat(holds("2001:db8::/33", "2001:db8:8000::1")).isFalse();
    assertThat(holds("127.0.0.1", "127.0.0.1")).isTrue();
    assertThat(holds("127.0.0.1", "127.0.0.2")).isFalse();
    assertThat(Cidr.parse("127.0.0.1")).hasToString("127.0.0.1/32");
  }

  private static boolean holds(String cidr, String... addresses) {
    return Stream.of(addresses).map(InetAddress::ofLiteral).allMatch(Cidr.parse(cidr)::contains);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost", "10/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.1/8"})
  void cidrRefuses(String text) {
    assertThatThrownBy(() -> Cidr.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ");
  }

  @Test
  void exposureNeedsTheOperatorsWord() {
    HostPort everywhere = new HostPort("0.0.0.0", 7010);

    assertThatCode(() -> Exposure.requireLoopback(false, "a", new HostPort("127.3.2.1", 1)))
        .doesNotThrowAnyException();
    assertThatCode(() -> Exposure.requireLoopback(true, "a", everywhere))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Exposure.requireLoopback(false, "rest-address", everywhere))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "rest-address: 0.0.0.0:7010 (expected: a loopback address, because this door is plain;"
                + " or --insecure)");
  }
}
