package io.drawbridge.gateway.overload;

/**
 * One loop's side of a gate: judges messages and counts them. Judging is a few array accesses and
 * allocates nothing. Threads: the loop; counts may be read by any.
 */
public final class LoopGate {
  /**
   * How much of the room each tier may fill, in percent: what is under way when the level is still
   * too high is of all tiers, and the important ones should find room all the same.
   */
  private static final int[] ROOM_PERCENT = {100, 85, 70, 55};

  static final int ADMITTED = 0;
  static final int ANSWERED = 1;
  static final int WAITED_NANOS = 2;
  static final int UNDER_WAY = 3;
  private static final int SUMS = 4;

  private final Gate gate;
  private final int loop;
  private final Mode mode;
  private final Counts offered = new Counts(Priority.COUNT);
  private final Counts refused = new Counts(Priority.TIERS);
  private final Counts sums = new Counts(SUMS);
  private int underWay;
  private int gathered; // admitted and not under way yet
  private int pass; // the one in which they were gathered

  LoopGate(Gate gate, int loop, Mode mode) {
    this.gate = gate;
    this.loop = loop;
    this.mode = mode;
  }

  Gate gate() {
    return gate;
  }

  /** Which loop's it is. */
  int loop() {
    return loop;
  }

  /**
   * Judges one message.
   *
   * @param highest what is admitted at most, whatever the gate says
   * @param thisPass another number after what was gathered has left; it is not counted twice then
   */
  Verdict judge(int priority, int highest, int thisPass) {
    if (mode == Mode.OFF) {
      return Verdict.ADMITTED;
    }
    offered.add(priority, 1);
    Verdict verdict = priority > highest ? Verdict.ABOVE_LEVEL : verdict(priority, thisPass);
    if (verdict.isAdmitted()) {
      sums.add(ADMITTED, 1);
      gathered++;
      return verdict;
    }
    refused.add(priority / Priority.COHORTS, 1);
    return mode == Mode.ENFORCE ? verdict : Verdict.ADMITTED;
  }

  private Verdict verdict(int priority, int thisPass) {
    if (priority > gate.level()) {
      return Verdict.ABOVE_LEVEL;
    }
    if (pass != thisPass) {
      pass = thisPass;
      gathered = 0;
    }
    long room = gate.roomPerLoop() * (long) ROOM_PERCENT[priority / Priority.COHORTS] / 100;
    return underWay + gathered < Math.max(1, room) ? Verdict.ADMITTED : Verdict.NO_ROOM;
  }

  /** What is admitted by the level of this gate alone. */
  public int level() {
    return mode == Mode.ENFORCE ? gate.level() : Priority.ALL;
  }

  /** Messages have left for the business. */
  public void opened(int messages) {
    underWay += messages;
    sums.add(UNDER_WAY, messages);
  }

  /** They are under way no more, whatever became of them. */
  public void closed(int messages) {
    underWay -= messages;
    sums.add(UNDER_WAY, -messages);
  }

  /** The business, or the gateway, is done with a message. */
  public void answered(long nanos) {
    sums.add(ANSWERED, 1);
    sums.add(WAITED_NANOS, nanos);
  }

  Counts offered() {
    return offered;
  }

  /** By tier. */
  Counts refused() {
    return refused;
  }

  long sum(int which) {
    return sums.get(which);
  }
}
