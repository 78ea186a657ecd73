package io.drawbridge.process.operations;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The findings of one probe, in the order of the checks' names. */
record Probe(Map<String, Check> findings) {
  /** Orchestrators give a probe 1 s by default and need an answer that says which check hung. */
  static final Duration CHECK_LIMIT = Duration.ofMillis(800);

  private static final JsonFactory JSON = new JsonFactory();

  /** Runs all checks at once; takes {@link #CHECK_LIMIT} at most. */
  static Probe of(Map<String, Supplier<Check>> checks) {
    long deadlineNanos = System.nanoTime() + CHECK_LIMIT.toNanos();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      Map<String, Future<Check>> running = new LinkedHashMap<>();
      checks.forEach((name, check) -> running.put(name, threads.submit(check::get)));
      Map<String, Check> findings = new LinkedHashMap<>();
      running.forEach((name, check) -> findings.put(name, finding(check, deadlineNanos)));
      return new Probe(findings);
    } finally {
      threads.shutdownNow();
    }
  }

  boolean passed() {
    return findings.values().stream().noneMatch(Check.Failing.class::isInstance);
  }

  /** {@code {"status":"failing","checks":{"etcd":{"status":"failing","because":"…"}}}}. */
  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("status", passed() ? "passing" : "failing");
      json.writeObjectFieldStart("checks");
      for (Map.Entry<String, Check> finding : findings.entrySet()) {
        write(json, finding.getKey(), finding.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, String name, Check check) throws IOException {
    json.writeObjectFieldStart(name);
    switch (check) {
      case Check.Passing _ -> json.writeStringField("status", "passing");
      case Check.Degraded(String because) -> writeProblem(json, "degraded", because);
      case Check.Failing(String because) -> writeProblem(json, "failing", because);
    }
    json.writeEndObject();
  }

  private static void writeProblem(JsonGenerator json, String status, String because)
      throws IOException {
    json.writeStringField("status", status);
    json.writeStringField("because", because);
  }

  private static Check finding(Future<Check> check, long deadlineNanos) {
    try {
      return check.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return Check.failing("no answer within " + CHECK_LIMIT.toMillis() + " ms");
    } catch (ExecutionException e) {
      return Check.failing("the check failed: " + e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Check.failing("interrupted");
    }
  }
}
