package io.drawbridge.ipconfig.http;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests were answered, by path and status. Bounded: paths that are not served are one,
 * and statuses are those that this process answers with. Threads: any.
 */
public final class AnswerCounts {
  /** Stands for every path that is not served, and for requests that could not be read. */
  public static final String OTHER = "other";

  private final Collection<String> paths;
  private final ConcurrentMap<Kind, LongAdder> counts = new ConcurrentHashMap<>();

  AnswerCounts(Collection<String> paths) {
    this.paths = List.copyOf(paths);
    // Known from the start: a rate over a series that appears with its first answer misses that.
    paths.forEach(path -> counts.put(new Kind(path, 200), new LongAdder()));
  }

  void count(String path, int status) {
    Kind kind = new Kind(paths.contains(path) ? path : OTHER, status);
    counts.computeIfAbsent(kind, _ -> new LongAdder()).increment();
  }

  /** All so far. */
  public List<Count> all() {
    return counts.entrySet().stream()
        .map(each -> new Count(each.getKey().path, each.getKey().status, each.getValue().sum()))
        .toList();
  }

  /** Answers since the start. */
  public record Count(String path, int status, long answers) {}

  private record Kind(String path, int status) {}
}
