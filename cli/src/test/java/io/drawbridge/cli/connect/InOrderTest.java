package io.drawbridge.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drawbridge.examples.chat.protocol.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InOrderTest {
  private final List<String> printed = new ArrayList<>();
  private final InOrder inOrder =
      new InOrder(message -> printed.add(message.getOutbox() + "/" + message.getNumber()));

  @Test
  void handsOnWhatComesInOrder() {
    accept(7, 1, 1);
    accept(7, 2, 1);

    assertThat(printed).containsExactly("7/1", "7/2");
  }

  @Test
  void waitsForWhatIsMissingAndDropsRepeats() {
    accept(7, 1, 1);
    accept(7, 3, 1);
    accept(7, 4, 1);
    accept(7, 3, 1);
    assertThat(printed).containsExactly("7/1");

    accept(7, 2, 1);
    accept(7, 1, 1);
    accept(7, 4, 2);
    assertThat(printed).containsExactly("7/1", "7/2", "7/3", "7/4");
  }

  @Test
  void startsAtTheOldestUnconfirmed() {
    accept(7, 12, 10);
    accept(7, 10, 10);
    accept(7, 11, 10);

    assertThat(printed).containsExactly("7/10", "7/11", "7/12");
  }

  @Test
  void doesNotWaitForWhatWasConfirmedElsewhere() {
    accept(7, 1, 1);
    accept(7, 4, 1);
    accept(7, 6, 4);
    assertThat(printed).containsExactly("7/1", "7/4");

    accept(7, 5, 4);
    accept(7, 9, 9);
    assertThat(printed).containsExactly("7/1", "7/4", "7/5", "7/6", "7/9");
  }

  @Test
  void keepsOutboxesApart() {
    accept(7, 1, 1);
    accept(8, 1, 1);
    accept(7, 2, 1);

    assertThat(printed).containsExactly("7/1", "8/1", "7/2");
  }

  @Test
  void saysWhatIsMissingRatherThanSkipIt() {
    accept(7, 1, 1);

    assertThatThrownBy(
            () -> {
              for (long number = 3; number < 2_000; number++) {
                accept(7, number, 1);
              }
            })
        .hasMessage("message 2 of outbox 0000000000000007 is missing while 1025 later ones wait");
  }

  private void accept(long outbox, long number, long oldestUnconfirmed) {
    inOrder.accept(
        Message.newBuilder()
            .setOutbox(outbox)
            .setNumber(number)
            .setOldestUnconfirmed(oldestUnconfirmed)
            .build());
  }
}
