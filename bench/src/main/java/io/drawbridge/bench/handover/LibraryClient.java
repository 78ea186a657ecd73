package io.drawbridge.bench.handover;

import io.drawbridge.bench.business.FollowedMessage;
import io.drawbridge.client.DrawbridgeClient;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A client of the Java library, which comes back by itself: what its application sees of a restart
 * is how long a message takes. Not thread-safe.
 */
final class LibraryClient {
  private static final int SERVICE = 1;

  private final int number;
  private final Replies replies = new Replies();
  private @Nullable DrawbridgeClient library;
  private long sent;
  private long acknowledged;
  private long longestNanos;

  /** Is told what becomes of a message. On a thread of the library's callbacks. */
  interface Listener {
    void acknowledged(LibraryClient client, long dueNanos);

    void failed(Throwable why);
  }

  /** {@code number}: what its messages name it by. */
  LibraryClient(int number) {
    this.number = number;
  }

  /** Its connection, which calls back where {@link #replied} may be called. */
  void dials(DrawbridgeClient connecting) {
    library = connecting;
  }

  DrawbridgeClient library() {
    if (library == null) {
      throw new IllegalStateException("client " + number + " has not dialled");
    }
    return library;
  }

  /** Sends a message that is due. */
  void send(long dueNanos, Listener listener) {
    var _ =
        library()
            .send(SERVICE, next())
            .whenComplete((receipt, e) -> {
              if (receipt != null) {
                listener.acknowledged(this, dueNanos);
              } else {
                listener.failed(e);
              }
            });
  }

  /** The next message. */
  byte[] next() {
    sent++;
    return new FollowedMessage(number, sent).body();
  }

  /** A message is with the business; it took so long. */
  void acknowledged(long nanos) {
    acknowledged++;
    longestNanos = Math.max(longestNanos, nanos);
  }

  /** The business has answered, by this. */
  void replied(byte[] reply) {
    FollowedMessage message = FollowedMessage.read(ByteBuffer.wrap(reply));
    if (message.client() == number) {
      replies.add(message.seq(), sent);
    } else {
      replies.addStray();
    }
  }

  /** The longest that a message took since this was asked last. */
  long longestNanos() {
    long longest = longestNanos;
    longestNanos = 0;
    return longest;
  }

  boolean isAtRest() {
    return acknowledged == sent && replies.last() == sent;
  }

  long sent() {
    return sent;
  }

  long acknowledged() {
    return acknowledged;
  }

  /** Acknowledged, and never replied to; or passed over by a later reply. */
  long repliesLost() {
    return replies.lost(acknowledged);
  }

  /** Replies that came again, after a later one, or to somebody else. */
  long repliesDoubled() {
    return replies.doubled();
  }
}
