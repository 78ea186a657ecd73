package io.drawbridge.bench.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BacklogTest {
  private final Backlog backlog = new Backlog();

  @Test
  void givesTheOldestFirst() {
    backlog.add(7);
    backlog.add(9);

    assertThat(backlog.removeFirst()).isEqualTo(7);
    backlog.add(11);
    assertThat(backlog.removeFirst()).isEqualTo(9);
    assertThat(backlog.removeFirst()).isEqualTo(11);
    assertThat(backlog.isEmpty()).isTrue();
    assertThatThrownBy(backlog::removeFirst).hasMessageContaining("empty");
  }

  @Test
  void holdsNoMoreThanItsBound() {
    for (int i = 0; i < Backlog.MOST; i++) {
      assertThat(backlog.isFull()).isFalse();
      backlog.add(i);
    }

    assertThat(backlog.isFull()).isTrue();
    assertThatThrownBy(() -> backlog.add(99)).hasMessageContaining("64 (expected: < 64)");
    assertThat(backlog.removeFirst()).isZero();
    assertThat(backlog.isFull()).isFalse();
  }
}
