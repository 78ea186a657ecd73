package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.directory.DirectoryEntry;
import io.drawbridge.gateway.directory.DirectoryListener;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.wire.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the directory and the sessions of this gateway in step after the directory had trouble.
 * Threads: any; writes are paced on the executor.
 */
public final class DirectoryUpkeep implements DirectoryListener {
  private static final long TICK_MILLIS = 100;

  private final SessionIndex sessions;
  private final ScheduledExecutorService executor;
  private volatile @Nullable DirectoryPlaces places;

  /** Which spread is the last one of a directory; "" is the own region's. */
  private final Map<String, Integer> rounds = new ConcurrentHashMap<>();

  public DirectoryUpkeep(SessionIndex sessions, ScheduledExecutorService executor) {
    this.sessions = sessions;
    this.executor = executor;
  }

  /** The writer, which is made after the directories, and those after their listener. */
  public void start(DirectoryPlaces thePlaces) {
    places = thePlaces;
  }

  @Override
  public void reassert(Duration spread) {
    DirectoryPlaces writer = places;
    if (writer != null) {
      begin("", spread, writer::again);
    }
  }

  @Override
  public void reassertCopies(String home, Duration spread) {
    DirectoryPlaces writer = places;
    if (writer != null) {
      begin(home, spread, session -> writer.copyAgain(home, session));
    }
  }

  private void begin(String directory, Duration spread, Consumer<Session> write) {
    List<Session> all = new ArrayList<>();
    sessions.forEach(all::add);
    int round = rounds.merge(directory, 1, Integer::sum);
    goOn(new Spread(directory, round, all, perTick(all.size(), spread), write), 0);
  }

  private static int perTick(int sessions, Duration spread) {
    long ticks = Math.max(1, spread.toMillis() / TICK_MILLIS);
    return (int) Math.max(1, (sessions + ticks - 1) / ticks);
  }

  /** One directory's entries, evenly over some time. */
  private record Spread(
      String directory, int round, List<Session> all, int perTick, Consumer<Session> write) {}

  private void goOn(Spread spread, int from) {
    if (!Objects.equals(rounds.get(spread.directory()), spread.round())) {
      return; // a later one has begun
    }
    int to = Math.min(spread.all().size(), from + spread.perTick());
    for (Session session : spread.all().subList(from, to)) {
      if (session.isOpen()) {
        spread.write().accept(session);
      }
    }
    if (to < spread.all().size()) {
      var _ = executor.schedule(() -> goOn(spread, to), TICK_MILLIS, TimeUnit.MILLISECONDS);
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
        session.endSoon(
            CloseReason.REPLACED,
            Connection.closeOf(
                CloseReason.REPLACED, "a newer dial of this client is connected elsewhere"));
      }
    }
  }
}
