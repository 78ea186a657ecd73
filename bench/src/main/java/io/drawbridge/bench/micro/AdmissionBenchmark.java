package io.drawbridge.bench.micro;

import io.drawbridge.gateway.admission.ConnectBudget;
import io.drawbridge.gateway.admission.SourceAnswer;
import io.drawbridge.gateway.admission.SourceLimits;
import io.drawbridge.gateway.admission.SourceRules;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a connection and a CONNECT are asked at the door, nobody being refused. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AdmissionBenchmark {
  private static final int SOURCES = 1 << 14;
  private static final int MANY = 1_000_000;

  private final SourceLimits limits =
      SourceLimits.forConnections(
          new SourceRules(MANY, MANY, List.of()),
          SOURCES,
          new SplittableRandom(1),
          System::nanoTime);
  private final ConnectBudget budget = new ConnectBudget(MANY, System::nanoTime);
  private final InetAddress[] sources = new InetAddress[SOURCES];
  private int next;

  @Setup
  public void makeSources() throws UnknownHostException {
    for (int i = 0; i < SOURCES; i++) {
      sources[i] = InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i});
    }
  }

  @Benchmark
  public SourceAnswer sourceComesAndGoes() {
    next = (next + 1) & (SOURCES - 1);
    SourceAnswer answer = limits.arrived(sources[next]);
    if (answer == SourceAnswer.COUNTED) {
      limits.left(sources[next]);
    }
    return answer;
  }

  @Benchmark
  public boolean connectIsAsked() {
    return budget.take(true);
  }
}
