package io.drawbridge.recorder.check;

import io.drawbridge.recorder.history.Entry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;

/** The pushes that one client's application was given, in that order. */
final class Arrivals {
  private final int client;
  private final Violations violations;
  private final Column pushes = new Column();
  private final Column highs = new Column();
  private final Column lows = new Column();
  private final Column indexes = new Column();
  private Where lastPlace = new Where(Path.of("none"), 0);
  private long count;

  Arrivals(int client, Violations violations) {
    this.client = client;
    this.violations = violations;
  }

  void delivered(Entry entry, Where where) {
    pushes.set(count, entry.number());
    highs.set(count, entry.first());
    lows.set(count, entry.second());
    indexes.set(count, where.index());
    lastPlace = where;
    count++;
  }

  /** A row of pushes in which order is promised. */
  private record Row(long instance, boolean replies, Session session) {}

  private static final Session ANY = new Session(0, 0);

  /**
   * After the last record: of each business process, what was told DELIVERED came in the order of
   * its pushes; its replies in the order of its answers, within a session.
   */
  void finish(LongFunction<Pushes> of) {
    Map<Row, Long> highest = new HashMap<>();
    for (long i = 0; i < count; i++) {
      long push = pushes.get(i);
      Where where = new Where(lastPlace.file(), indexes.get(i));
      Pushes row = of.apply(push);
      if (row.target(push) != client) {
        violations.add("I4", say(push, "was for client " + row.target(push)), where);
      } else if (row.isReply(push)) {
        Session session = new Session(highs.get(i), lows.get(i));
        checkOrder(new Row(Pushes.instanceOf(push), true, session), push, where, highest);
      } else if (row.isOrdered(push)) {
        checkOrder(new Row(Pushes.instanceOf(push), false, ANY), push, where, highest);
      }
    }
  }

  private void checkOrder(Row row, long push, Where where, Map<Row, Long> highest) {
    long before = highest.getOrDefault(row, 0L);
    if (push < before) {
      violations.add("I4", say(push, "came after " + count(before)), where);
    }
    highest.put(row, Math.max(before, push));
  }

  private String say(long push, String what) {
    return "client %d: push %d of business %d %s"
        .formatted(client, count(push), Pushes.instanceOf(push), what);
  }

  private static long count(long push) {
    return push & (1L << Pushes.COUNT_BITS) - 1;
  }
}
