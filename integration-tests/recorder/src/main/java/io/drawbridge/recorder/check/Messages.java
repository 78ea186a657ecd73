package io.drawbridge.recorder.check;

import io.drawbridge.recorder.history.Entry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What became of one client's messages. Numbers count from 1 in the order of the sends. Memory: 48
 * bytes a message.
 */
final class Messages {
  /** Bits of {@link #state}. */
  private static final int SENT = 1;

  private static final int ACKED = 2;
  private static final int REFUSED = 4;
  private static final int FAILED = 8;
  private static final int ENDED = ACKED | REFUSED | FAILED;

  private final int client;
  private final Violations violations;
  private final Column state = new Column();
  private final Column sentIndex = new Column();
  private final Column ackedSeq = new Column();
  private final Column ackedNanos = new Column();
  private final Column effectSeq = new Column();
  private final Column effectNanos = new Column();
  private final Map<Path, Long> connectNumbers = new HashMap<>();
  private Where clientFile = new Where(Path.of("none"), 0);
  private long last;
  private long lastAcked;
  private long lastEffect;
  private long lastEffectSeq;
  private long lastConnectNumber;
  private long lane;

  Messages(int client, Violations violations) {
    this.client = client;
    this.violations = violations;
  }

  void sent(Entry entry, Where where) {
    long number = entry.number();
    clientFile = where;
    if (number != last + 1) {
      violations.add("history", say(number, "sent after " + last), where);
    }
    last = Math.max(last, number);
    state.set(number, state.get(number) | SENT);
    sentIndex.set(number, where.index());
  }

  void acked(Entry entry, Where where) {
    end(entry.number(), ACKED, where);
    ackedSeq.set(entry.number(), entry.first());
    ackedNanos.set(entry.number(), entry.nanos());
    lastAcked = Math.max(lastAcked, entry.number());
  }

  void refused(Entry entry, Where where) {
    end(entry.number(), REFUSED, where);
    if (entry.detail() == 0) {
      violations.add("I7", say(entry.number(), "refused without a reason"), where);
    }
  }

  void failed(Entry entry, Where where) {
    end(entry.number(), FAILED, where);
  }

  private void end(long number, int how, Where where) {
    if ((state.get(number) & SENT) == 0) {
      violations.add("I7", say(number, "ended and was never sent"), where);
    }
    if ((state.get(number) & ENDED) != 0) {
      violations.add("I7", say(number, "ended twice"), where);
    }
    state.set(number, state.get(number) | how);
  }

  /** The business's handler was called, in the process that writes this file. */
  void received(Entry entry, Where where) {
    long highest = connectNumbers.getOrDefault(where.file(), 0L);
    if (entry.second() < highest) {
      violations.add("I5", stale(entry, "handled", highest), where);
    }
    connectNumbers.put(where.file(), Math.max(highest, entry.second()));
  }

  void effect(Entry entry, Where where) {
    long number = entry.number();
    if (lane != 0 && lane != entry.detail()) {
      violations.add("I3", say(number, "of another lane than the client's first"), where);
    }
    lane = entry.detail();
    if (entry.second() < lastConnectNumber) {
      violations.add("I5", stale(entry, "has an effect", lastConnectNumber), where);
    }
    lastConnectNumber = Math.max(lastConnectNumber, entry.second());
    if (effectSeq.get(number) != 0) {
      violations.add("I2", say(number, "has a second effect"), where);
      return;
    }
    if (number <= lastEffect || entry.first() <= lastEffectSeq) {
      String order =
          "as seq " + entry.first() + " after " + lastEffect + " as seq " + lastEffectSeq;
      violations.add("I3", say(number, order), where);
    }
    lastEffect = Math.max(lastEffect, number);
    lastEffectSeq = Math.max(lastEffectSeq, entry.first());
    effectSeq.set(number, entry.first());
    effectNanos.set(number, entry.nanos());
  }

  /** After the last record. {@code atRest}: nothing may be under way. */
  void finish(boolean atRest) {
    for (long number = 1; number <= last; number++) {
      long now = state.get(number);
      Where sent = new Where(clientFile.file(), sentIndex.get(number));
      if ((now & ACKED) != 0) {
        checkAcked(number, sent);
      } else if (number < lastAcked && (now & ENDED) == 0 && effectSeq.get(number) == 0) {
        violations.add("I3", say(number, "skipped below the ack of " + lastAcked), sent);
      }
      if (atRest && (now & ENDED) == 0) {
        violations.add("I7", say(number, "neither acknowledged nor refused"), sent);
      }
    }
    if (lastEffect > last) {
      violations.add("history", say(lastEffect, "has an effect and was never sent"), clientFile);
    }
  }

  private void checkAcked(long number, Where sent) {
    long seq = effectSeq.get(number);
    if (seq == 0) {
      violations.add("I1", say(number, "acknowledged, without effect"), sent);
    } else if (seq != ackedSeq.get(number)) {
      String numbers = "acknowledged as seq " + ackedSeq.get(number) + ", effect as seq " + seq;
      violations.add("I1", say(number, numbers), sent);
    } else if (effectNanos.get(number) - ackedNanos.get(number) > 0) {
      long micros = (effectNanos.get(number) - ackedNanos.get(number)) / 1_000;
      violations.add("I1", say(number, "acknowledged " + micros + " us before its effect"), sent);
    }
  }

  long last() {
    return last;
  }

  private String stale(Entry entry, String what, long highest) {
    String text = what + " under connect number " + entry.second();
    return say(entry.number(), text + " (expected: >= " + highest + ")");
  }

  private String say(long number, String what) {
    return "client " + client + ", message " + number + ": " + what;
  }
}
