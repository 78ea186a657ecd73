package io.drawbridge.bench.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandoverLoadOptionsTest {
  private static final List<String> GIVEN =
      List.of(
          ("--target 127.0.0.1:7 --source 127.99.0.1 --connections 40 --senders 20 --rate 5"
                  + " --ramp 0 --at-once 1 --first-user 40 --token-key k --token-key-id id")
              .split(" ", -1));

  @Test
  void clientsComeFromManyAddresses() {
    HandoverLoadOptions options = with("--rate", "6");

    assertThat(options.senders()).isEqualTo(20);
    assertThat(options.rate()).isEqualTo(6);
    assertThat(options.trust()).isEmpty();
    assertThat(options.sourceOf(249).getHostString()).isEqualTo("127.99.0.250");
    assertThat(options.sourceOf(250).getHostString()).isEqualTo("127.99.0.1");
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> with("--senders", "41"))
        .hasMessage("--senders: 41 (expected: 0 to 40)");
    assertThatThrownBy(() -> with("--target", "nowhere"))
        .hasMessageContaining("nowhere (expected: HOST:PORT)");
    assertThatThrownBy(() -> with("--colour", "red"))
        .hasMessageContaining("--colour (expected: --name value");
    assertThatThrownBy(() -> HandoverLoadOptions.parse("--rate", "1"))
        .hasMessageContaining("--connections: missing");
  }

  private static HandoverLoadOptions with(String... more) {
    List<String> arguments = new ArrayList<>(GIVEN);
    arguments.addAll(List.of(more));
    return HandoverLoadOptions.parse(arguments.toArray(String[]::new));
  }
}
