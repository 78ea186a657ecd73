package io.drawbridge.recorder.check;

import io.drawbridge.recorder.history.Entry;
import io.drawbridge.recorder.history.Kind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What became of the pushes of one business process. Memory: 56 bytes a push. */
final class Pushes {
  /** Bits of a push's number that count; those above are the business process's. */
  static final int COUNT_BITS = 40;

  /** Numbers of {@code Outcome}; the checker trusts no other module's constants. */
  static final int DELIVERED = 1;

  static final int HELD = 2;

  private static final Session NONE = new Session(0, 0);

  private final long instance;
  private final Violations violations;
  private final Column target = new Column();
  private final Column attempts = new Column();
  private final Column fates = new Column();
  private final Column unnamed = new Column();
  private final Column outcomes = new Column(); // bit = outcome
  private final Column deliveries = new Column();
  private final Column index = new Column();
  private final Map<Long, Session> heldFor = new HashMap<>();
  private Path file = Path.of("none");
  private long last;

  Pushes(long instance, Violations violations) {
    this.instance = instance;
    this.violations = violations;
  }

  /** Whose push it is. */
  static long instanceOf(long push) {
    return push >>> COUNT_BITS;
  }

  private static long row(long push) {
    return push & (1L << COUNT_BITS) - 1;
  }

  void pushed(Entry entry, Where where) {
    long row = row(entry.number());
    file = where.file();
    last = Math.max(last, row);
    target.set(row, entry.client());
    index.set(row, where.index());
    if (entry.kind() == Kind.PUSHED) {
      attempts.set(row, attempts.get(row) + 1);
    }
  }

  void fate(Entry entry, Where where) {
    long row = row(entry.number());
    long outcome = entry.detail();
    if (outcome <= 0 || outcome >= Long.SIZE) {
      violations.add("I7", say(row, "answered with outcome " + outcome), where);
      return;
    }
    if (Session.of(entry).equals(NONE)) {
      unnamed.set(row, unnamed.get(row) + 1);
      return;
    }
    fates.set(row, fates.get(row) + 1);
    outcomes.set(row, outcomes.get(row) | 1L << outcome);
    if (fates.get(row) > attempts.get(row)) {
      String counts = fates.get(row) + " fates for " + attempts.get(row) + " attempts";
      violations.add("I7", say(row, counts), where);
    }
    if (outcome == HELD) {
      heldFor.put(row, Session.of(entry));
    }
  }

  /** The client {@code entry} names has it. */
  void delivered(Entry entry, Where where) {
    long row = row(entry.number());
    deliveries.set(row, deliveries.get(row) + 1);
    if (deliveries.get(row) > 1) {
      violations.add("I4", say(row, "delivered twice to client " + entry.client()), where);
    }
  }

  /** Same push, told DELIVERED at its only attempt: these are in order. */
  boolean isOrdered(long push) {
    long row = row(push);
    return attempts.get(row) == 1 && outcomes.get(row) == 1L << DELIVERED;
  }

  /** It rode on an answer. */
  boolean isReply(long push) {
    return attempts.get(row(push)) == 0;
  }

  long target(long push) {
    return target.get(row(push));
  }

  /**
   * After the last record.
   *
   * @param killed the process: what it was not told is no loss
   * @param live the session that each client is connected to, at rest
   */
  void finish(boolean atRest, boolean killed, Map<Long, Session> live) {
    for (long row = 1; row <= last && atRest; row++) {
      Where pushed = new Where(file, index.get(row));
      if (!killed && fates.get(row) + unnamed.get(row) < attempts.get(row)) {
        violations.add("I7", say(row, "never answered"), pushed);
      }
      boolean toldDelivered = (outcomes.get(row) & 1L << DELIVERED) != 0;
      if (toldDelivered && deliveries.get(row) == 0) {
        violations.add("I4", say(row, "told DELIVERED, not delivered"), pushed);
      }
      Session held = heldFor.get(row);
      if (held != null && deliveries.get(row) == 0 && held.equals(live.get(target.get(row)))) {
        violations.add("I4", say(row, "told HELD, its session lives, not delivered"), pushed);
      }
    }
  }

  private String say(long row, String what) {
    return "push %d of business %d to client %d: %s"
        .formatted(row, instance, target.get(row), what);
  }
}
