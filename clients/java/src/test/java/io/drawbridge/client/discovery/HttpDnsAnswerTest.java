package io.drawbridge.client.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpDnsAnswerTest {
  @Test
  void readsAddressesAndTimeToLive() throws Exception {
    HttpDnsAnswer answer = HttpDnsAnswer.parse("127.1.3.1;2001:db8::1,60\n");

    assertThat(answer.addresses()).containsExactly("127.1.3.1", "2001:db8::1");
    assertThat(answer.ttlSeconds()).isEqualTo(60);
  }

  @Test
  void passesOverWhatNewerServersAdd() throws Exception {
    assertThat(HttpDnsAnswer.parse("127.1.3.1,60|203.0.113.7").addresses())
        .containsExactly("127.1.3.1");
    assertThat(HttpDnsAnswer.parse("127.1.3.1").ttlSeconds()).isZero();
  }

  @Test
  void keepsFourAddressesAndADayAtMost() throws Exception {
    HttpDnsAnswer answer = HttpDnsAnswer.parse("1.1.1.1;2.2.2.2;3.3.3.3;4.4.4.4;5.5.5.5,9999999");

    assertThat(answer.addresses()).hasSize(4);
    assertThat(answer.ttlSeconds()).isEqualTo(86_400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "''!no record of the name (expected: ADDRESS[;ADDRESS...],TTL)",
        "0!no record of the name (expected: ADDRESS[;ADDRESS...],TTL)",
        "<html>!address: \"<html>\" (expected: an IP address)",
        "1.1.1.1;,60!address: \"\" (expected: an IP address)",
        "1.1.1.1,-1!ttl: \"-1\" (expected: seconds)",
        "1.1.1.1,!ttl: \"\" (expected: seconds)",
      })
  void namesOffenderAndExpectation(String body, String message) {
    assertThatThrownBy(() -> HttpDnsAnswer.parse(body))
        .isInstanceOf(DiscoveryException.class)
        .hasMessage(message);
  }
}
