package io.drawbridge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class CloseReasonTest {
  @Test
  void everyCodeIsUniqueAndFoundAgain() {
    assertThat(Arrays.stream(CloseReason.values()).map(CloseReason::code)).doesNotHaveDuplicates();
    for (CloseReason reason : CloseReason.values()) {
      assertThat(CloseReason.of(reason.code())).contains(reason);
      assertThat(CloseReason.isCode(reason.code())).isTrue();
    }
  }

  @Test
  void clientsReconnectBelow3500AndAfterCodesTheyCannotKnow() {
    assertThat(CloseReason.SHUTDOWN.reconnects()).isTrue();
    assertThat(CloseReason.BAD_TOKEN.reconnects()).isFalse();
    assertThat(CloseReason.reconnects(3499)).isTrue();
    assertThat(CloseReason.reconnects(3999)).isFalse();
    assertThat(CloseReason.reconnects(1006)).isTrue();
  }
}
