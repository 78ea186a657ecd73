package io.drawbridge.gateway.session;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.session.PushItem.Fate;
import io.drawbridge.proto.business.v1.ReplyTo;
import io.drawbridge.proto.peer.v1.KeptPush;
import io.drawbridge.proto.peer.v1.SessionState;
import io.drawbridge.wire.PushId;
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
 * <pre>   acked | sent on this connection | unsent | next number </pre>
 *
 * <p>Threads: the session's loop.
 */
final class DownstreamWindow {
  /** Pushes numbered and not acknowledged. */
  static final int MESSAGES = 64;

  /** Their body bytes; an empty window takes one push of any allowed size. */
  static final int BYTES = 256 << 10;

  private static final int FIRST_CAPACITY = 2;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>(FIRST_CAPACITY);
  private final KeptMessages kept;
  private long nextSeq = 1;
  private long highestSent;
  private int bytes;
  private int sent;

  DownstreamWindow(KeptMessages kept) {
    this.kept = kept;
  }

  /** A push, its number, and who waits to hear its fate: its pusher, and those who repeated it. */
  static final class Entry {
    private final long seq;
    private final PushItem item;
    private List<PushItem> waiting;

    private Entry(long seq, PushItem item, List<PushItem> waiting) {
      this.seq = seq;
      this.item = item;
      this.waiting = waiting;
    }

    long seq() {
      return seq;
    }

    PushItem item() {
      return item;
    }

    private void tell(Fate fate, BiConsumer<PushItem, Fate> told) {
      List<PushItem> all = waiting;
      waiting = List.of();
      all.forEach(each -> told.accept(each, fate));
    }
  }

  /** True when {@link #add} may be called. */
  boolean hasRoomFor(PushItem item) {
    int size = item.body().size();
    return (entries.isEmpty() || (entries.size() < MESSAGES && bytes + size <= BYTES))
        && kept.hasRoomFor(size, KeptMessages.Direction.DOWN);
  }

  /** Numbers the push, whose fate will be told; the caller checked {@link #hasRoomFor}. */
  void add(PushItem item) {
    entries.addLast(new Entry(nextSeq++, item, List.of(item)));
    keep(item.body().size());
  }

  private void keep(int size) {
    bytes += size;
    kept.add(size);
  }

  /** Asks for the fate of a push that is in the window; false when it is not. */
  boolean join(PushItem repeat) {
    Entry entry = find(repeat.id());
    if (entry == null) {
      return false;
    }
    List<PushItem> more = new ArrayList<>(entry.waiting);
    more.add(repeat);
    entry.waiting = more;
    return true;
  }

  /** True when a push with this id waits for its acknowledgement. */
  boolean contains(PushId id) {
    return find(id) != null;
  }

  private @Nullable Entry find(PushId id) {
    for (Entry entry : entries) {
      if (entry.item.id().equals(id)) {
        return entry;
      }
    }
    return null;
  }

  /** The next push that this connection has not been given, or null; counts as sent from now on. */
  @Nullable Entry nextUnsent() {
    if (sent == entries.size()) {
      return null;
    }
    Iterator<Entry> unsent = entries.iterator();
    for (int i = 0; i < sent; i++) {
      unsent.next();
    }
    sent++;
    Entry next = unsent.next();
    highestSent = Math.max(highestSent, next.seq);
    return next;
  }

  /** The largest number that any connection was given; an acknowledgement beyond it is wrong. */
  long lastSent() {
    return highestSent;
  }

  /**
   * The client has everything up to {@code seq}; each push acknowledged is told to {@code told}.
   */
  void acked(long seq, BiConsumer<PushItem, Fate> told) {
    while (!entries.isEmpty() && entries.getFirst().seq <= seq) {
      Entry entry = entries.removeFirst();
      bytes -= entry.item.body().size();
      kept.remove(entry.item.body().size());
      sent = Math.max(0, sent - 1);
      entry.tell(Fate.DELIVERED, told);
    }
  }

  /** Whoever waits is told {@code fate} now; the pushes stay. */
  void tellWaiting(Fate fate, BiConsumer<PushItem, Fate> told) {
    entries.forEach(entry -> entry.tell(fate, told));
  }

  /** Pushes that this connection has been given. */
  int sent() {
    return sent;
  }

  /** The connection has been given so many already, by another process. */
  void sentBefore(int pushes) {
    sent = Math.min(pushes, entries.size());
  }

  /** Another connection: everything that is left goes again. */
  void sendAgain() {
    sent = 0;
  }

  /** The session is over: nobody can know what became of what was sent. */
  void end(BiConsumer<PushItem, Fate> told) {
    for (Entry entry : entries) {
      entry.tell(entry.seq <= highestSent ? Fate.UNKNOWN : Fate.NOT_HERE, told);
    }
    kept.remove(entries.size(), bytes);
    entries.clear();
    bytes = 0;
    sent = 0;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Bytes kept, with what is around bodies. */
  long keptBytes() {
    return bytes + (long) entries.size() * KeptMessages.OVERHEAD_BYTES;
  }

  /** Where this window's pushes count, together with those of all sessions. */
  KeptMessages kept() {
    return kept;
  }

  void writeTo(SessionState.Builder state) {
    state.setNextDownstreamSeq(nextSeq).setHighestSentSeq(highestSent);
    for (Entry entry : entries) {
      KeptPush.Builder push =
          state
              .addPushesBuilder()
              .setSeq(entry.seq)
              .setId(PushItem.bytesOf(entry.item.id()))
              .setBody(entry.item.body());
      PushItem.ReplyTo replyTo = entry.item.replyTo();
      if (replyTo != null) {
        push.setReplyTo(ReplyTo.newBuilder().setService(replyTo.service()).setSeq(replyTo.seq()));
      }
    }
  }

  static DownstreamWindow of(SessionState state, KeptMessages kept) {
    DownstreamWindow window = new DownstreamWindow(kept);
    window.nextSeq = state.getNextDownstreamSeq();
    window.highestSent = state.getHighestSentSeq();
    for (KeptPush push : state.getPushesList()) {
      window.entries.addLast(new Entry(push.getSeq(), item(push), List.of()));
      window.keep(push.getBody().size());
    }
    return window;
  }

  private static PushItem item(KeptPush push) {
    PushItem.ReplyTo replyTo =
        push.hasReplyTo()
            ? new PushItem.ReplyTo(push.getReplyTo().getService(), push.getReplyTo().getSeq())
            : null;
    ByteString body = push.getBody();
    return new PushItem(
        PushItem.idOf(push.getId()), body, true, Long.MAX_VALUE, replyTo, PushItem.NOBODY_WAITS);
  }
}
