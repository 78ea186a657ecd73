package io.drawbridge.bench.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.bench.business.FollowedMessage;
import org.junit.jupiter.api.Test;

class LibraryClientTest {
  private final LibraryClient client = new LibraryClient(7);

  @Test
  void repliesAreOnceAndInOrder() {
    byte[] first = client.next();
    byte[] second = client.next();
    byte[] third = client.next();

    client.replied(first);
    client.replied(third);
    client.replied(second);
    client.replied(third);
    client.replied(new FollowedMessage(8, 1).body());

    assertThat(client.repliesLost()).isEqualTo(1);
    assertThat(client.repliesDoubled()).isEqualTo(3);
  }

  @Test
  void isAtRestWhenAllIsAcknowledgedAndRepliedTo() {
    byte[] message = client.next();
    assertThat(client.isAtRest()).isFalse();

    client.acknowledged(5);
    assertThat(client.repliesLost()).isEqualTo(1);
    client.replied(message);

    assertThat(client.isAtRest()).isTrue();
    assertThat(client.repliesLost()).isZero();
  }

  @Test
  void theLongestTimeIsThatSinceItWasAsked() {
    client.acknowledged(5);
    client.acknowledged(3);
    assertThat(client.longestNanos()).isEqualTo(5);

    client.acknowledged(4);
    assertThat(client.longestNanos()).isEqualTo(4);
    assertThat(client.longestNanos()).isZero();
  }
}
