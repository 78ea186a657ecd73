package io.drawbridge.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

final class LoopMailboxTest {
  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();

  @Test
  void isReadOnAfterTheEndOfABatchFailed() {
    LoopMailbox mailbox =
        new LoopMailbox(
            loop::add,
            () -> {
              if (done.size() == 1) {
                throw new IllegalStateException("a batch end that fails");
              }
            });
    mailbox.offer(() -> done.add("first"));
    assertThatThrownBy(() -> loop.remove().run()).isInstanceOf(IllegalStateException.class);

    mailbox.offer(() -> done.add("second"));
    loop.remove().run();

    assertThat(done).containsExactly("first", "second");
  }
}
