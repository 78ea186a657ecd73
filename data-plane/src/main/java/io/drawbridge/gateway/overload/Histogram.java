package io.drawbridge.gateway.overload;

/** Messages by priority. Immutable. */
final class Histogram {
  private final int[] messages;

  /** Takes {@code messages} over. */
  Histogram(int[] messages) {
    this.messages = messages;
  }

  int at(int priority) {
    return messages[priority];
  }

  /** Those that {@code level} admits. */
  long upTo(int level) {
    long admitted = 0;
    for (int priority = 0; priority <= level; priority++) {
      admitted += messages[priority];
    }
    return admitted;
  }

  long inAll() {
    return upTo(Priority.ALL);
  }
}
