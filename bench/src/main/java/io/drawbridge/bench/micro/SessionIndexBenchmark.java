package io.drawbridge.bench.micro;

import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.UserKey;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One user's sessions among 20,000, users in no order: as a push finds them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SessionIndexBenchmark {
  private static final int SESSIONS = 20_000;
  private static final int LOOKUPS = 1 << 14;

  private final SessionIndex index = new SessionIndex();
  private final List<Session> sessions = new Population(SESSIONS).sessions();
  private final UserKey[] wanted = new UserKey[LOOKUPS];
  private int next;

  public SessionIndexBenchmark() {
    sessions.forEach(index::add);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < LOOKUPS; i++) {
      wanted[i] = Population.user(random.nextInt(SESSIONS));
    }
  }

  @Benchmark
  public List<Session> sessionsOfUser() {
    next = (next + 1) & (LOOKUPS - 1);
    return index.of(wanted[next]);
  }

  @Benchmark
  public int removeAndAdd() {
    next = (next + 1) & (LOOKUPS - 1);
    Session session = sessions.get(next);
    index.remove(session);
    index.add(session);
    return index.size();
  }
}
