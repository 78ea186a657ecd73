package io.drawbridge.gateway.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * ACKED pushes of one session between their number and the client's acknowledgement: a plain state
 * machine, without clock or socket.
 *
 * <pre>   acked | sent | unsent | next number </pre>
 *
 * <p>Threads: the session's loop.
 */
final class DownstreamWindow {
  /** Pushes numbered and not acknowledged. */
  static final int MESSAGES = 64;

  /** Their body bytes; an empty window takes one push of any allowed size. */
  static final int BYTES = 256 << 10;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long nextSeq = 1;
  private long bytes;
  private int sent;

  /** A push and its number. Further listeners ask for the fate of the same push id. */
  record Entry(long seq, PushItem item, List<PushItem> repeats) {}

  boolean hasRoomFor(PushItem item) {
    return entries.isEmpty() || (entries.size() < MESSAGES && bytes + item.body().size() <= BYTES);
  }

  /** Numbers the push; the caller checked {@link #hasRoomFor}. */
  void add(PushItem item) {
    entries.addLast(new Entry(nextSeq++, item, new ArrayList<>(0)));
    bytes += item.body().size();
  }

  /** Asks for the fate of a push that is in the window; false when it is not. */
  boolean join(PushItem repeat) {
    for (Entry entry : entries) {
      if (entry.item().id().equals(repeat.id())) {
        entry.repeats().add(repeat);
        return true;
      }
    }
    return false;
  }

  /** The next push that was not written to the socket, or null; counts as sent from now on. */
  @Nullable Entry nextUnsent() {
    if (sent == entries.size()) {
      return null;
    }
    Iterator<Entry> unsent = entries.iterator();
    for (int i = 0; i < sent; i++) {
      unsent.next();
    }
    sent++;
    return unsent.next();
  }

  /** The largest number that was sent; an acknowledgement beyond it is wrong. */
  long lastSent() {
    return nextSeq - 1 - (entries.size() - sent);
  }

  /**
   * The client has everything up to {@code seq}; each push acknowledged is given to {@code fate}.
   */
  void acked(long seq, BiConsumer<PushItem, PushItem.Fate> fate) {
    while (!entries.isEmpty() && entries.getFirst().seq() <= seq) {
      Entry entry = entries.removeFirst();
      bytes -= entry.item().body().size();
      sent--;
      tell(entry, PushItem.Fate.DELIVERED, fate);
    }
  }

  /** The session is over: nobody can know what became of the rest. */
  void end(BiConsumer<PushItem, PushItem.Fate> fate) {
    for (Entry entry : entries) {
      tell(entry, PushItem.Fate.UNKNOWN, fate);
    }
    entries.clear();
    bytes = 0;
    sent = 0;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  private static void tell(
      Entry entry, PushItem.Fate fate, BiConsumer<PushItem, PushItem.Fate> listener) {
    listener.accept(entry.item(), fate);
    for (PushItem repeat : entry.repeats()) {
      listener.accept(repeat, fate);
    }
  }
}
