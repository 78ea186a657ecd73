package io.drawbridge.gateway.connection;

/**
 * What one connection keeps of the gateway's memory between two batches: bytes that its socket has
 * not taken, and the beginning of a frame that has not arrived. There only while there is something
 * to keep, and for a second after.
 *
 * <p>Of either, {@link #LEAST_BYTES} have to move within {@link #WITHIN_SECONDS}, or all of it: a
 * client that reads, or sends, a byte now and then is as good as one that stands still. Progress is
 * what the socket took and what it gave, not what is left.
 *
 * <p>Threads: the loop only.
 */
final class Holding {
  /** A kilobyte a second: slower links are of no use to anybody. */
  static final int LEAST_BYTES = 10 << 10;

  static final int WITHIN_SECONDS = 10;

  /** What a look once a second finds. */
  enum Finding {
    /** Nothing is kept any more. */
    EMPTY,
    /** Enough has moved, or it is too early to tell. */
    MOVES,
    /** The socket took too little. */
    NOT_TAKEN,
    /** The frame that has begun came too slowly. */
    NOT_SENT
  }

  private final Connection connection;
  private final Backlog backlog;
  private long queued;
  private long taken;
  private int partial;
  private int received;
  private int secondsQueued;
  private int secondsPartial;
  private boolean paused;

  /** Its place among those of the loop; the backlog's. */
  int place;

  Holding(Connection connection, Backlog backlog) {
    this.connection = connection;
    this.backlog = backlog;
  }

  Connection connection() {
    return connection;
  }

  long bytes() {
    return queued + partial;
  }

  boolean isMostlyQueued() {
    return queued >= partial;
  }

  /** Reading stands still for want of memory: that is not the client's doing. */
  boolean isPaused() {
    return paused;
  }

  void paused(boolean now) {
    paused = now;
    received = 0;
    secondsPartial = 0;
  }

  /** The socket's queue holds {@code now} bytes, and nothing was written since the last look. */
  void queuedNow(long now) {
    wrote(0, now);
  }

  /** {@code bytes} were written since the last look; the socket's queue holds {@code now}. */
  void wrote(int bytes, long now) {
    taken += Math.max(0, queued + bytes - now);
    backlog.changed(now - queued);
    queued = now;
  }

  /**
   * {@code kept} bytes of memory hold the beginning of a frame, after {@code arrived} bytes more.
   *
   * @param another it is another frame than at the last call
   */
  void partial(int kept, int arrived, boolean another) {
    if (another) {
      received = 0;
      secondsPartial = 0;
    }
    received += arrived;
    backlog.changed(kept - partial);
    partial = kept;
  }

  /** Forgets what is kept, which somebody else releases. */
  void clear() {
    backlog.changed(-bytes());
    queued = 0;
    partial = 0;
  }

  /** The look once a second, after {@link #queuedNow}. */
  Finding sweep() {
    if (queued == 0 || taken >= LEAST_BYTES) {
      taken = 0;
      secondsQueued = 0;
    } else if (++secondsQueued > WITHIN_SECONDS) {
      return Finding.NOT_TAKEN;
    }
    if (partial == 0 || paused || received >= LEAST_BYTES) {
      received = 0;
      secondsPartial = 0;
    } else if (++secondsPartial > WITHIN_SECONDS) {
      return Finding.NOT_SENT;
    }
    return bytes() == 0 && !paused ? Finding.EMPTY : Finding.MOVES;
  }
}
