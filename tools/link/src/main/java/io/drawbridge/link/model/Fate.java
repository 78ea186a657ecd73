package io.drawbridge.link.model;

/** What becomes of one packet. */
public sealed interface Fate {
  /**
   * It arrives.
   *
   * @param atNanos when, on the clock of the question
   * @param copies 1, or 2 for one that is duplicated
   */
  record Arrives(long atNanos, int copies) implements Fate {}

  /** It does not. */
  record Dropped(Cause cause) implements Fate {}

  /** Why a packet is dropped. */
  enum Cause {
    /** Drawn by lot. */
    LOST("lost"),
    /** The direction is down. */
    CUT("cut"),
    /** More came than the rate carries, for longer than {@link Direction#MAX_BACKLOG}. */
    OVER_RATE("over the rate"),
    /** Too many packets were under way. */
    OVER_QUEUE("over the queue"),
    /** The receiving device did not take it. */
    UNDELIVERABLE("not taken by the device");

    private final String text;

    Cause(String text) {
      this.text = text;
    }

    /** For people: the end of "12 packets ...". */
    public String text() {
      return text;
    }
  }
}
