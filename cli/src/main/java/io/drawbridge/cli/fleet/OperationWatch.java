package io.drawbridge.cli.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.drawbridge.cli.fleet.ControlPlaneApi.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Asks for operations and follows them to their end. */
final class OperationWatch {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /** A leader may be lost in the middle: the next one is there within seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ControlPlaneApi api;
  private final Output output;
  private final PrintWriter out;

  /** {@code api}: of the operation's region. */
  OperationWatch(ControlPlaneApi api, Output output, PrintWriter out) {
    this.api = api;
    this.output = output;
    this.out = out;
  }

  /** Who asks, as the control plane records it. */
  static Map<String, Object> byMe(Map<String, Object> order) {
    Map<String, Object> signed = new LinkedHashMap<>(order);
    signed.put("by", System.getProperty("user.name", "unknown"));
    return signed;
  }

  /** Asks until it is known what becomes of it, under one key: it is done once at most. */
  JsonNode ask(String path, Map<String, Object> order) throws IOException, InterruptedException {
    String key = UUID.randomUUID().toString();
    Map<String, Object> signed = byMe(order);
    return patiently(() -> api.post(path, signed, "Idempotency-Key", key)).good();
  }

  /**
   * Prints the operation, and if that is wanted each change until it is over.
   *
   * @param wanted the state in which it should end
   * @return 0, or 1 if it has ended in another
   */
  int follow(JsonNode first, String wanted) throws IOException, InterruptedException {
    JsonNode operation = first;
    output.print(out, operation, each -> out.println(Words.operation(each)));
    while (output.isWatch() && !operation.path("over").asBoolean()) {
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
      String path = "/api/v1/operations/" + operation.path("id").asText();
      JsonNode next = patiently(() -> api.get(path)).good();
      if (!next.path("updatedUnixMillis").equals(operation.path("updatedUnixMillis"))) {
        output.print(out, next, each -> out.println(Words.operation(each)));
      }
      operation = next;
    }
    boolean over = operation.path("over").asBoolean();
    return over && !operation.path("state").asText().equals(wanted) ? 1 : 0;
  }

  private interface Call {
    Answer answer() throws IOException, InterruptedException;
  }

  /** Repeats what was not answered, or could not be answered now. */
  private static Answer patiently(Call call) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      boolean late = System.nanoTime() - end >= 0;
      try {
        Answer answer = call.answer();
        String code = answer.body().path("code").asText();
        if (late || !(code.equals("api.no-leader") || code.equals("api.not-recorded"))) {
          return answer;
        }
      } catch (IOException e) {
        if (late) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
    }
  }
}
