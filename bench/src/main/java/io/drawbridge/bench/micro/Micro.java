package io.drawbridge.bench.micro;

import io.drawbridge.bench.machine.JavaProgram;
import java.util.Collection;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks of this package, each in a JVM like a measured gateway's. */
public final class Micro {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private Micro() {}

  /** What a benchmark found. */
  public interface Reader {
    /**
     * Told once a benchmark.
     *
     * @param name class and method, such as {@code Codec.readUpstream}
     * @param bytes allocated in one operation
     */
    void found(String name, double nanos, double bytes);
  }

  /**
   * Runs those whose names contain {@code regex}, for some seconds each.
   *
   * @param forkArguments JVM options, after ours and so stronger
   */
  public static void run(String regex, Collection<String> forkArguments, Reader reader)
      throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(Micro.class.getPackageName() + ".*" + regex)
            .addProfiler(GCProfiler.class)
            .forks(1)
            .jvmArgs(JavaProgram.MEASURED.toArray(String[]::new))
            .jvmArgsAppend(forkArguments.toArray(String[]::new))
            .warmupIterations(3)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(5)
            .measurementTime(TimeValue.seconds(1))
            .build();
    for (RunResult result : new Runner(options).run()) {
      Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
      reader.found(
          name(result),
          result.getPrimaryResult().getScore(),
          allocated == null ? Double.NaN : allocated.getScore());
    }
  }

  private static String name(RunResult result) {
    return result.getParams().getBenchmark().replaceAll(".*\\.(\\w+)Benchmark\\.", "$1.");
  }
}
