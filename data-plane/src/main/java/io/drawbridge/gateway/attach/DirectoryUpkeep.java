package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.directory.Directory;
import io.drawbridge.gateway.directory.DirectoryEntry;
import io.drawbridge.gateway.directory.DirectoryListener;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.wire.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the directory and the sessions of this gateway in step after the directory had trouble.
 * Threads: any; writes are paced on the executor.
 */
public final class DirectoryUpkeep implements DirectoryListener {
  private static final long TICK_MILLIS = 100;

  private final SessionIndex sessions;
  private final ScheduledExecutorService executor;
  private volatile @Nullable Directory directory;
  private volatile @Nullable DirectoryPlaces places;
  private volatile int round;

  public DirectoryUpkeep(SessionIndex sessions, ScheduledExecutorService executor) {
    this.sessions = sessions;
    this.executor = executor;
  }

  /** The directory and its writer, which are made after their listener. */
  public void start(Directory theDirectory, DirectoryPlaces thePlaces) {
    directory = theDirectory;
    places = thePlaces;
  }

  @Override
  public void reassert(Duration spread) {
    List<Session> all = new ArrayList<>();
    sessions.forEach(all::add);
    beginRound();
    writeFrom(all, 0, perTick(all.size(), spread), round);
  }

  // Called on the directory's thread only; others only read it.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void beginRound() {
    round++;
  }

  private static int perTick(int sessions, Duration spread) {
    long ticks = Math.max(1, spread.toMillis() / TICK_MILLIS);
    return (int) Math.max(1, (sessions + ticks - 1) / ticks);
  }

  private void writeFrom(List<Session> all, int from, int perTick, int ofRound) {
    Directory target = directory;
    DirectoryPlaces writer = places;
    if (target == null || writer == null || ofRound != round) {
      return;
    }
    int to = Math.min(all.size(), from + perTick);
    for (Session session : all.subList(from, to)) {
      if (session.isOpen()) {
        var _ = target.write(writer.entry(session));
      }
    }
    if (to < all.size()) {
      var _ =
          executor.schedule(
              () -> writeFrom(all, to, perTick, ofRound), TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void superseded(DirectoryEntry ours, DirectoryEntry current) {
    UserKey user = new UserKey(ours.key().app(), ours.key().user());
    for (Session session : sessions.of(user)) {
      boolean same =
          session.instance().epoch() == ours.key().epoch()
              && session.connectNumber() == ours.connectNumber();
      if (same) {
        session
            .loop()
            .executor()
            .execute(() ->
                session
                    .connection()
                    .close(
                        CloseReason.REPLACED,
                        "a newer dial of this client is connected elsewhere"));
      }
    }
  }
}
