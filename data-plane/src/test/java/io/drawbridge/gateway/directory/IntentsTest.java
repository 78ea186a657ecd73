package io.drawbridge.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.directory.Intents.Action;
import io.drawbridge.gateway.directory.Intents.Intent;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class IntentsTest {
  private final Intents intents = new Intents(2);

  @Test
  void anIntentIsPendingFromItsFailureUntilAnAnswer() {
    Intent write = begin(Action.WRITE, "alice");
    assertThat(intents.pendingCount()).isZero();

    intents.failed(write);
    intents.failed(write);
    assertThat(intents.pendingCount()).isEqualTo(1);
    assertThat(intents.pending(10)).containsExactly(write);

    intents.settled(write);
    assertThat(intents.pendingCount()).isZero();
    assertThat(intents.pending(10)).isEmpty();
  }

  @Test
  void aNewerIntentReplacesAPendingOneWhichIsNotSentAgain() {
    Intent write = begin(Action.WRITE, "alice");
    intents.failed(write);
    Intent remove = begin(Action.REMOVE, "alice");

    assertThat(intents.pendingCount()).isZero();
    assertThat(intents.again(write, CompletableFuture::new)).isEmpty();
    assertThat(intents.again(remove, CompletableFuture::new)).isPresent();
  }

  @Test
  void anOlderIntentThatEndsLateChangesNothing() {
    Intent write = begin(Action.WRITE, "alice");
    Intent remove = begin(Action.REMOVE, "alice");
    intents.failed(write);
    assertThat(intents.pendingCount()).isZero();

    intents.failed(remove);
    intents.settled(write);
    assertThat(intents.pending(10)).containsExactly(remove);
  }

  @Test
  void theRemovalOfAnEarlierEntryLeavesTheWriteOfALaterOnePending() {
    Intent later = new Intent(Action.WRITE, entry("alice", 2));
    CompletableFuture<String> _ = intents.begin(later, CompletableFuture::new);
    intents.failed(later);
    Intent removal = begin(Action.REMOVE, "alice");
    intents.settled(removal);

    assertThat(intents.pending(10)).containsExactly(later);
  }

  @Test
  void beyondTheBoundIntentsAreSentButNotRememberedAndItSaysSo() {
    begin(Action.WRITE, "alice");
    begin(Action.WRITE, "bob");
    assertThat(intents.overflowed()).isFalse();

    Intent third = begin(Action.WRITE, "carol");
    intents.failed(third);

    assertThat(intents.overflowed()).isTrue();
    assertThat(intents.pendingCount()).isZero();
    Intent known = begin(Action.REMOVE, "bob");
    intents.failed(known);
    assertThat(intents.pendingCount()).isEqualTo(1);
  }

  private Intent begin(Action action, String user) {
    Intent intent = new Intent(action, entry(user, 1));
    assertThat(intents.begin(intent, () -> CompletableFuture.completedFuture("sent")))
        .isCompleted();
    return intent;
  }

  private static DirectoryEntry entry(String user, int connectNumber) {
    return new DirectoryEntry(
        new DirectoryKey("app", user, 1), new GatewayId("local-1", "gw"), connectNumber, "");
  }
}
