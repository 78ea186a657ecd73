package io.drawbridge.gateway.push;

import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.business.v1.Outcome;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the order of pushes to a user whose sessions move: a push goes another way than the one
 * before it only when all before it are answered. While nothing moves, nobody waits.
 *
 * <p>Threads: any; no callback runs inside a lock.
 */
final class PushTurns {
  /** Pushes to one user that wait for others; beyond it they are refused. */
  static final int MAX_HELD = 1_024;

  private static final List<Part> PARTS = List.of(Part.values());

  private final LongSupplier nanoClock;
  private final ConcurrentHashMap<UserKey, Turn> turns = new ConcurrentHashMap<>();

  PushTurns(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Parts of a push's way, each known at its own time, in the order of the pushes. */
  enum Part {
    HERE,
    REGION,
    HOME
  }

  /**
   * The pushes to one user that are not answered, oldest first. Changed under its lock alone, and
   * gone from the map when it is over: whoever finds it so looks for the next.
   */
  private static final class Turn {
    private final ArrayDeque<Place> open = new ArrayDeque<>(2);
    private boolean over;
    private final Map<Part, Object> lastWay = new EnumMap<>(Part.class);
    private @Nullable Map<Part, ArrayDeque<Held>> held; // rarely used
    private volatile int heldCount;

    private @Nullable ArrayDeque<Held> heldFor(Part part) {
      return held == null ? null : held.get(part);
    }

    private @Nullable Held firstHeld(Part part) {
      ArrayDeque<Held> ofPart = heldFor(part);
      return ofPart == null ? null : ofPart.peek();
    }

    // Written under the lock alone; volatile so that it may be read outside.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void countHeld(int more) {
      heldCount += more;
    }

    private boolean mayGo(Place place, Part part, Object way) {
      return way.equals(lastWay.get(part)) || open.peek() == place;
    }

    private void hold(Part part, Held one) {
      if (held == null) {
        held = new EnumMap<>(Part.class);
      }
      held.computeIfAbsent(part, _ -> new ArrayDeque<>()).add(one);
      countHeld(1);
    }

    /** The first that waits for a part, if it need not any longer and nobody runs it already. */
    private @Nullable Held due(Part part) {
      Held first = firstHeld(part);
      if (first == null || first.running || !mayGo(first.place, part, first.way)) {
        return null;
      }
      first.running = true;
      lastWay.put(part, first.way);
      return first;
    }

    private void ran(Part part, Held one) {
      ArrayDeque<Held> ofPart = heldFor(part);
      if (ofPart != null && ofPart.peek() == one) {
        ofPart.remove();
        countHeld(-1);
      }
    }
  }

  /** Stays in its queue until it has gone, so that nobody overtakes it. */
  private static final class Held {
    private final Place place;
    private final Object way;
    private final Runnable goOn;
    private boolean running;

    Held(Place place, Object way, Runnable goOn) {
      this.place = place;
      this.way = way;
      this.goOn = goOn;
    }
  }

  /** Why a push may not wait any longer. */
  interface Refused {
    void refused(Outcome outcome, String text);
  }

  /** The place of one push among those to its user. */
  final class Place {
    private final UserKey user;
    private final Turn turn;
    private final long deadlineNanos;

    private Place(UserKey user, Turn turn, long deadlineNanos) {
      this.user = user;
      this.turn = turn;
      this.deadlineNanos = deadlineNanos;
    }

    /**
     * A part of the way is known.
     *
     * @param way equal for pushes that go alike
     * @param goOn called at once, or when the pushes before it that go otherwise are answered
     * @param refused called instead when too many wait, or the deadline has passed while it waited
     */
    void go(Part part, Object way, Runnable goOn, Refused refused) {
      boolean goesNow = false;
      boolean waits = false;
      synchronized (turn) {
        if (turn.firstHeld(part) == null && turn.mayGo(this, part, way)) {
          turn.lastWay.put(part, way);
          goesNow = true;
        } else if (turn.heldCount < MAX_HELD) {
          turn.hold(part, new Held(this, way, inTime(goOn, refused)));
          waits = true;
        }
      }
      if (goesNow) {
        goOn.run();
      } else if (!waits) {
        refused.refused(
            Outcome.UNAVAILABLE, "the user's sessions move, and too many pushes wait for that");
      }
    }

    private Runnable inTime(Runnable goOn, Refused refused) {
      return () -> {
        if (nanoClock.getAsLong() - deadlineNanos > 0) {
          refused.refused(Outcome.EXPIRED, "its deadline has passed while the session moved");
        } else {
          goOn.run();
        }
      };
    }

    /** The push is answered: those behind it may go another way. */
    void leave() {
      boolean othersHeld;
      boolean last;
      synchronized (turn) {
        othersHeld = turn.open.remove(this) && turn.heldCount > 0;
        last = turn.open.isEmpty();
        turn.over = last;
      }
      if (last) {
        turns.remove(user, turn);
      } else if (othersHeld) {
        PARTS.forEach(part -> release(turn, part));
      }
    }
  }

  private static void release(Turn turn, Part part) {
    for (Held next = nextDue(turn, part, null); next != null; next = nextDue(turn, part, next)) {
      next.goOn.run();
    }
  }

  private static @Nullable Held nextDue(Turn turn, Part part, @Nullable Held ran) {
    synchronized (turn) {
      if (ran != null) {
        turn.ran(part, ran);
      }
      return turn.due(part);
    }
  }

  /** Enters a push behind all that are not answered; it does not wait beyond its deadline. */
  Place enter(UserKey user, long deadlineNanos) {
    while (true) {
      Turn turn = turns.computeIfAbsent(user, _ -> new Turn());
      synchronized (turn) {
        if (!turn.over) {
          Place place = new Place(user, turn, deadlineNanos);
          turn.open.add(place);
          return place;
        }
      }
      turns.remove(user, turn); // its last is just leaving
    }
  }

  /** Pushes to a user that wait for others; may be a little old. */
  int heldBy(UserKey user) {
    Turn turn = turns.get(user);
    return turn == null ? 0 : turn.heldCount;
  }

  /** Users with pushes that are not answered. */
  int size() {
    return turns.size();
  }
}
