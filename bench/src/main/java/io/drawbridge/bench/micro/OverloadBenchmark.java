package io.drawbridge.bench.micro;

import io.drawbridge.gateway.overload.LoopGate;
import io.drawbridge.gateway.overload.LoopOverload;
import io.drawbridge.gateway.overload.Overload;
import io.drawbridge.gateway.overload.OverloadSettings;
import io.drawbridge.gateway.overload.Standing;
import io.drawbridge.gateway.overload.Verdict;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What each message is asked by its gateway and its business, none being overloaded. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OverloadBenchmark {
  private static final int USERS = 1 << 14;
  private static final int INTERACTIVE = 1;

  private final LoopOverload loop =
      new Overload(
              new OverloadSettings(
                  io.drawbridge.gateway.overload.Mode.ENFORCE, Duration.ofMillis(2)),
              InstantSource.system(),
              System::nanoTime)
          .newLoop();
  private final LoopGate business = loop.join("business", Duration.ofMillis(20));
  private final String[] users = new String[USERS];
  private int next;

  @Setup
  public void makeUsers() {
    for (int i = 0; i < USERS; i++) {
      users[i] = "user-" + i;
    }
  }

  @Benchmark
  public Verdict messageIsJudged() {
    next = (next + 1) & (USERS - 1);
    loop.gatheredHasLeft();
    int cohort = loop.cohort(Standing.USUAL, "default", users[next]);
    return loop.judge(business, 0, INTERACTIVE, cohort);
  }
}
