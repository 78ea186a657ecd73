package io.drawbridge.bench.micro;

import io.drawbridge.gateway.connection.KeepAliveSweep;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One connection's part of a sweep over 20,000, which a loop does every second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeepAliveSweepBenchmark {
  private static final int CONNECTIONS = 20_000;

  private final Population population = new Population(CONNECTIONS);
  private final KeepAliveSweep sweep = new KeepAliveSweep(population.loop(), System::nanoTime);

  @Benchmark
  @OperationsPerInvocation(CONNECTIONS)
  public int sweepOne() {
    sweep.sweep();
    return population.loop().connections().size();
  }
}
