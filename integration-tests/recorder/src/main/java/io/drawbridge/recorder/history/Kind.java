package io.drawbridge.recorder.history;

/**
 * What a record says. Columns of {@link Entry} that are not named are 0; <i>session</i> is its 16
 * bytes in {@code first} and {@code second}. Codes are part of the files' form.
 */
public enum Kind {
  /** The application is about to hand message {@code number} to its client library. */
  SEND(1),
  /** The library told: the business has it. {@code first}: its number in the lane. */
  ACKED(2),
  /** The library told: it will never be taken. {@code detail}: the reason. */
  REFUSED(3),
  /** The library was closed first. {@code detail}: 1 if the business may have it. */
  FAILED(4),
  /** The library told: connected. {@code detail}: 1 if an earlier session goes on. Session. */
  CONNECTED(5),
  /** The library told: not connected any more. */
  LOST(6),
  /** The library gave push {@code number} to the application. Session that was connected last. */
  DELIVERED(7),
  /** The application has closed its library, and everything was told. */
  CLOSED(8),

  /**
   * The business's handler was called. {@code first}: number in the lane; {@code second}: connect
   * number; {@code detail}: 1 if marked as a repeat.
   */
  RECEIVED(20),
  /**
   * What happens once for each message has happened. {@code first}: number in the lane; {@code
   * second}: connect number; {@code detail}: a fingerprint of the whole lane key.
   */
  EFFECT(21),
  /** The handler answered. {@code detail}: 0 accepted, 1 not now. */
  ANSWERED(22),
  /** Push {@code number} is about to be sent to the client's session. {@code detail}: 0. */
  PUSHED(23),
  /** Push {@code number} rides on the answer to message {@code first}; its fate is not told. */
  REPLIED(24),
  /** The library told the fate of a push. {@code detail}: {@code Outcome}'s number. Session. */
  FATE(25),

  /** Whoever ran the test has killed business {@code number}: what it was not told is no loss. */
  KILLED(40),
  /** Whoever ran the test saw everything at rest; it says so once more for each later rest. */
  QUIET(41),
  /** What gateways say, {@code number}, of {@code detail}: the code of a {@link Gauge}. */
  GAUGE(42);

  private static final Kind[] BY_CODE = new Kind[64];

  static {
    for (Kind kind : values()) {
      BY_CODE[kind.code] = kind;
    }
  }

  private final int code;

  Kind(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Kind of(int code) {
    Kind found = code < 0 || code >= BY_CODE.length ? null : BY_CODE[code];
    if (found == null) {
      throw new IllegalArgumentException("kind: " + code + " (expected: a code of Kind)");
    }
    return found;
  }
}
