package io.drawbridge.cli.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.drawbridge.cli.fleet.ControlPlaneApi.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Follows what a region does about a policy. */
final class PolicyWatch {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /** A leader may be lost in the middle: the next one is there within seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ControlPlaneApi api;
  private final String name;

  PolicyWatch(ControlPlaneApi api, String name) {
    this.api = api;
    this.name = name;
  }

  JsonNode policy() throws IOException, InterruptedException {
    return api.get(PolicyPaths.of(name)).good();
  }

  /**
   * Prints how the rollout stands, and if that is wanted each change until it is over.
   *
   * @return 0, or 1 if it has ended otherwise than wanted, or another one has begun
   */
  int followRollout(JsonNode first, Output output, PrintWriter out, String wanted)
      throws IOException, InterruptedException {
    JsonNode policy = first;
    output.print(out, policy, each -> out.println(PolicyWords.line(each)));
    JsonNode rollout = policy.path("rollout");
    while (output.isWatch() && rollout.isObject() && !rollout.path("over").asBoolean()) {
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
      JsonNode next = patiently();
      if (!next.path("rollout").path("beganUnixMillis").equals(rollout.path("beganUnixMillis"))) {
        throw new IOException(name + ": another rollout has begun");
      }
      boolean news = !PolicyWords.line(next).equals(PolicyWords.line(policy));
      policy = next;
      rollout = policy.path("rollout");
      if (news) {
        output.print(out, policy, each -> out.println(PolicyWords.line(each)));
      }
    }
    boolean over = rollout.path("over").asBoolean();
    return over && !rollout.path("state").asText().equals(wanted) ? 1 : 0;
  }

  /**
   * The policy when this dry run is over.
   *
   * @param longest how long that may take
   */
  JsonNode finishedDryRun(long number, Duration longest) throws IOException, InterruptedException {
    long end = System.nanoTime() + longest.plus(PATIENCE).toNanos();
    while (true) {
      JsonNode policy = patiently();
      JsonNode run = policy.path("dryRun");
      if (run.path("number").asLong() != number) {
        throw new IOException(name + ": another dry run has begun");
      }
      if (run.path("over").asBoolean()) {
        return policy;
      }
      if (System.nanoTime() - end >= 0) {
        throw new IOException(
            name + ": the dry run is not over (expected: a region with a leader)");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
    }
  }

  /** Repeats what was not answered, or could not be answered now. */
  private JsonNode patiently() throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<Answer> answer = Optional.empty();
      try {
        answer = Optional.of(api.get(PolicyPaths.of(name)));
      } catch (IOException e) {
        if (System.nanoTime() - end >= 0) {
          throw e;
        }
      }
      boolean unread = answer.map(PolicyWatch::isUnread).orElse(true);
      if (answer.isPresent() && (!unread || System.nanoTime() - end >= 0)) {
        return answer.get().good();
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
    }
  }

  private static boolean isUnread(Answer answer) {
    return answer.body().path("code").asText().equals("api.policy-not-recorded");
  }
}
