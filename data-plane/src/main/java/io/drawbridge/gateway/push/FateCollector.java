package io.drawbridge.gateway.push;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.business.v1.SessionFate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits until every part of a push has told its fates. Threads: any; the listener is called once,
 * by whoever tells the last.
 */
final class FateCollector {
  private static final List<Outcome> SUREST_FIRST =
      List.of(
          Outcome.DELIVERED,
          Outcome.ACCEPTED,
          Outcome.SENT,
          Outcome.HELD,
          Outcome.UNKNOWN,
          Outcome.SLOW_CONSUMER,
          Outcome.EXPIRED,
          Outcome.DROPPED,
          Outcome.UNAVAILABLE,
          Outcome.OFFLINE);

  private final Queue<SessionFate> fates = new ConcurrentLinkedQueue<>();
  private final AtomicInteger openParts = new AtomicInteger(1);
  private final Told told;
  private volatile String doubt;

  /** Hears all fates at once. */
  interface Told {
    /**
     * All parts have told.
     *
     * @param doubt if there are no fates, why there may be sessions all the same; "" = no reason is
     *     known
     */
    void tell(List<SessionFate> fates, String doubt);
  }

  /**
   * Begins with one part, so that parts can be added before any is told.
   *
   * @param doubt as of before the search for sessions
   */
  FateCollector(String doubt, Told told) {
    this.doubt = doubt;
    this.told = told;
  }

  /** There may be sessions that are not found. Before the part that found none is told. */
  void doubt(String why) {
    doubt = why;
  }

  /** One more part will tell. Only before the last has told. */
  void addPart() {
    openParts.incrementAndGet();
  }

  /** A part tells what became of its sessions. */
  void part(Collection<SessionFate> ofPart) {
    fates.addAll(ofPart);
    if (openParts.decrementAndGet() == 0) {
      told.tell(oncePerSession(fates), doubt);
    }
  }

  /** A session that moves meanwhile may be found where it was and where it is. */
  private static List<SessionFate> oncePerSession(Collection<SessionFate> all) {
    if (all.size() < 2) {
      return new ArrayList<>(all);
    }
    List<SessionFate> once = new ArrayList<>();
    Map<ByteString, SessionFate> bySession = new LinkedHashMap<>();
    for (SessionFate fate : all) {
      if (fate.getSession().isEmpty()) {
        once.add(fate);
      } else {
        bySession.merge(fate.getSession(), fate, FateCollector::surer);
      }
    }
    once.addAll(bySession.values());
    return once;
  }

  private static SessionFate surer(SessionFate one, SessionFate other) {
    int rank = SUREST_FIRST.indexOf(one.getOutcome());
    int otherRank = SUREST_FIRST.indexOf(other.getOutcome());
    return otherRank >= 0 && (rank < 0 || otherRank < rank) ? other : one;
  }

  /** A part tells one outcome about no particular session. */
  void part(Outcome outcome, String text) {
    part(List.of(fate(outcome, text)));
  }

  static SessionFate fate(Outcome outcome, String text) {
    return SessionFate.newBuilder().setOutcome(outcome).setText(text).build();
  }
}
