package io.drawbridge.bench.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OverloadLoadOptionsTest {
  private static final String[] GIVEN =
      ("--target 127.0.0.1:7 --source 127.99.0.1 --connections 40 --hung-connections 2"
              + " --token-key k --token-key-id id")
          .split(" ", -1);

  @Test
  void clientsComeFromManyAddresses() {
    OverloadLoadOptions options = OverloadLoadOptions.parse(GIVEN);

    assertThat(options.connections()).isEqualTo(40);
    assertThat(options.sourceOf(0).getHostString()).isEqualTo("127.99.0.1");
    assertThat(options.sourceOf(249).getHostString()).isEqualTo("127.99.0.250");
    assertThat(options.sourceOf(250).getHostString()).isEqualTo("127.99.0.1");
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> OverloadLoadOptions.parse("--target", "nowhere"))
        .hasMessageContaining("nowhere (expected: HOST:PORT)");
    assertThatThrownBy(() -> OverloadLoadOptions.parse("--colour", "red"))
        .hasMessageContaining("--colour (expected: --name value");
    assertThatThrownBy(() -> OverloadLoadOptions.parse("--target", "a:1"))
        .hasMessageContaining("--source: missing");
  }
}
