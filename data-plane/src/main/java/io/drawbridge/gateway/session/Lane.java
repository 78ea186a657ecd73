package io.drawbridge.gateway.session;

import io.drawbridge.proto.handover.v1.HandedLane;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The upstream order of one client instance to one service: a plain state machine, without clock or
 * socket. What is taken is kept until the business has it.
 *
 * <pre>
 *   ... acked | in the open batch | waiting | next ...
 *        1..3 |     4 5 6         |   7 8   |  9
 * </pre>
 *
 * <p>Threads: the session's loop.
 */
public final class Lane {
  /** Messages taken and not acknowledged. */
  public static final int WINDOW_MESSAGES = 128;

  /** Body bytes taken and not acknowledged; an empty lane takes one message of any allowed size. */
  public static final int WINDOW_BYTES = 256 << 10;

  /** Most lanes never have more under way at once. */
  private static final int FIRST_CAPACITY = 2;

  private final int service;
  private final ArrayDeque<UpstreamItem> taken = new ArrayDeque<>(FIRST_CAPACITY);
  private final KeptMessages kept;
  private long acked;
  private long next;
  private long takenBytes;
  private int inBatch;
  private boolean refused;
  private @Nullable Route route;

  /** What whoever sends its messages on keeps of a lane. */
  public interface Route {}

  /** A lane whose first expected number is {@code next}. */
  public Lane(int service, long next, KeptMessages kept) {
    this.service = service;
    this.kept = kept;
    this.acked = next - 1;
    this.next = next;
  }

  /** What becomes of a number when it arrives. */
  public enum Receipt {
    /** It is the next one and may be taken. */
    TAKE,
    /** The business has it: repeat the ack. */
    ACKED_BEFORE,
    /** It was taken before, or follows a refusal that the client has been told: say nothing. */
    IGNORE,
    /** Numbers are missing: tell the client {@link #next}, once. */
    GAP,
    /** The window is full: tell the client to send {@link #next} later. */
    FULL,
    /** All sessions together keep as much as they may: the same. */
    NO_ROOM
  }

  public int service() {
    return service;
  }

  /** What was kept of it; null at first. */
  public @Nullable Route route() {
    return route;
  }

  /** Keeps this with the lane: found with it at no cost, and gone with it. */
  public void route(@Nullable Route next) {
    route = next;
  }

  /** Everything up to this number is with the business. */
  public long acked() {
    return acked;
  }

  /** The number that is taken next. */
  public long next() {
    return next;
  }

  /**
   * Judges a number before its body is copied; only after {@link Receipt#TAKE} comes {@link #take}.
   */
  public Receipt receive(long seq, int bodyBytes) {
    if (seq <= acked) {
      return Receipt.ACKED_BEFORE;
    }
    if (seq < next) {
      return Receipt.IGNORE;
    }
    if (seq > next) {
      return gapOnce();
    }
    if (!taken.isEmpty()
        && (taken.size() >= WINDOW_MESSAGES || takenBytes + bodyBytes > WINDOW_BYTES)) {
      refused = true; // what follows is ignored; this number is answered each time it comes
      return Receipt.FULL;
    }
    if (!kept.hasRoomFor(bodyBytes, KeptMessages.Direction.UP)) {
      refused = true;
      return Receipt.NO_ROOM;
    }
    return Receipt.TAKE;
  }

  /** Bodies taken and not acknowledged. */
  public long bytes() {
    return takenBytes;
  }

  /** The same with what is around bodies. */
  long keptBytes() {
    return takenBytes + (long) taken.size() * KeptMessages.OVERHEAD_BYTES;
  }

  /**
   * The client has connected again and goes on here: nothing of the old connection is under way any
   * more. What it knows of the business's acceptance counts as well as what this lane knows.
   *
   * @param firstUnacknowledged the client's; what is before it is with the business
   */
  public void goOnFrom(long firstUnacknowledged) {
    refused = false;
    while (!taken.isEmpty() && taken.getFirst().seq() < firstUnacknowledged) {
      leave(taken.removeFirst());
      inBatch = Math.max(0, inBatch - 1);
    }
    acked = Math.max(acked, firstUnacknowledged - 1);
    next = Math.max(next, firstUnacknowledged);
  }

  /** Takes the next number. */
  public void take(UpstreamItem item) {
    taken.addLast(item);
    takenBytes += item.body().size();
    kept.add(item.body().size());
    next = item.seq() + 1;
    refused = false;
  }

  private void leave(UpstreamItem item) {
    takenBytes -= item.body().size();
    kept.remove(item.body().size());
  }

  /**
   * The next number is not taken; what was taken before it keeps its way to the business.
   *
   * @return the refused number
   */
  public long refuseNext() {
    refused = true;
    return next;
  }

  /** True when something waits and no batch is open. */
  public boolean isReady() {
    return inBatch == 0 && !taken.isEmpty();
  }

  /** True while the business owes an answer. */
  public boolean hasOpenBatch() {
    return inBatch > 0;
  }

  /**
   * Opens a batch of everything that waits, at most {@code maxBytes} of bodies but at least one
   * message. Voids at the front are acknowledged at once; those further back ride in the batch's
   * range without being in it.
   *
   * @return the messages for the business; empty when only voids waited
   */
  public List<UpstreamItem> openBatch(int maxBytes) {
    acknowledgeVoids();
    List<UpstreamItem> batch = new ArrayList<>(taken.size());
    long bytes = 0;
    for (UpstreamItem item : taken) {
      bytes += item.body().size();
      if (inBatch > 0 && bytes > maxBytes) {
        break;
      }
      inBatch++;
      if (!item.isVoid()) {
        batch.add(item);
      }
    }
    return batch;
  }

  /**
   * Acknowledges voids that nothing is before.
   *
   * @return true when that moved {@link #acked}
   */
  public boolean acknowledgeVoids() {
    long before = acked;
    while (!taken.isEmpty() && taken.getFirst().isVoid()) {
      UpstreamItem item = taken.removeFirst();
      leave(item);
      acked = item.seq();
    }
    return acked > before;
  }

  /**
   * The business has everything up to {@code seq} of the open batch, and the batch is closed. Each
   * message that is acknowledged by this is given to {@code each}.
   *
   * @return false when {@code seq} is outside the batch: the answer is wrong and changes nothing
   */
  public boolean accepted(long seq, Consumer<UpstreamItem> each) {
    if (seq < acked || seq > lastInBatch()) {
      return false;
    }
    inBatch = 0;
    while (!taken.isEmpty() && (taken.getFirst().seq() <= seq || taken.getFirst().isVoid())) {
      UpstreamItem item = taken.removeFirst();
      leave(item);
      acked = item.seq();
      each.accept(item);
    }
    return true;
  }

  /** The last number of the open batch; {@link #acked} when none is open. */
  public long lastInBatch() {
    long last = acked;
    Iterator<UpstreamItem> items = taken.iterator();
    for (int i = 0; i < inBatch; i++) {
      last = items.next().seq();
    }
    return last;
  }

  /** The open batch's fate is unknown: its messages wait again, flagged as repeats. */
  public void reopen() {
    Iterator<UpstreamItem> items = taken.iterator();
    for (int i = 0; i < inBatch; i++) {
      items.next().markRepeat();
    }
    inBatch = 0;
  }

  /**
   * Everything after {@link #acked} is not taken after all; what arrives is ignored until the
   * refused number comes again.
   *
   * @return the refused number
   */
  public long refuse() {
    end();
    next = acked + 1;
    refused = true;
    return next;
  }

  /** As the next process needs it; no batch is open. */
  HandedLane handed(long nowNanos) {
    HandedLane.Builder lane = HandedLane.newBuilder().setNext(next).setRefused(refused);
    taken.forEach(item -> lane.addMessages(item.handed(nowNanos)));
    return lane.build();
  }

  /** Goes on where another process stopped. */
  void goOnAs(HandedLane lane, long nowNanos) {
    lane.getMessagesList().forEach(message -> take(UpstreamItem.of(message, nowNanos)));
    next = lane.getNext();
    refused = lane.getRefused();
  }

  /** Keeps nothing any more. */
  void end() {
    kept.remove(taken.size(), takenBytes);
    taken.clear();
    takenBytes = 0;
    inBatch = 0;
  }

  private Receipt gapOnce() {
    if (refused) {
      return Receipt.IGNORE;
    }
    refused = true;
    return Receipt.GAP;
  }
}
