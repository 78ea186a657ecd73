package io.drawbridge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.bench.run.HandoverSize;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HandoverOptionsTest {
  @Test
  void whatIsNotGivenIsOfTheSizeThatIs() {
    assertThat(parse().size()).isEqualTo(HandoverSize.FULL);
    assertThat(parse("--small").size()).isEqualTo(HandoverSize.SMALL);

    HandoverSize size = parse("--restarts", "0", "--small").size();

    assertThat(size.restarts()).isZero();
    assertThat(size.connections()).isEqualTo(HandoverSize.SMALL.connections());
  }

  @Test
  void clientsOfTheLibraryAllSend() {
    assertThat(parse("--tls").size()).isEqualTo(HandoverSize.FULL_TLS);

    assertThat(parse("--tls", "--connections", "20").size().senders()).isEqualTo(20);
  }

  private static HandoverOptions parse(String... arguments) {
    return CommandLine.populateCommand(new HandoverOptions(), arguments);
  }
}
