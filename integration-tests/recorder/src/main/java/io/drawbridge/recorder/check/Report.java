package io.drawbridge.recorder.check;

import java.util.List;
import java.util.Map;

/**
 * What a checked history holds.
 *
 * @param messages that clients sent
 * @param counts of violations, by invariant; those without one are not in it
 * @param first violations, some of them
 * @param resumed how long clients were without a connection, and came back to their session
 * @param renewed the same for those who got another session
 */
public record Report(
    long messages,
    Map<String, Long> counts,
    List<Violation> first,
    String resumed,
    String renewed) {
  public long violations() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Lines for people and tests. */
  public String text() {
    StringBuilder text = new StringBuilder();
    first.forEach(each -> text.append("violation: ").append(each).append('\n'));
    counts.forEach((invariant, count) ->
        text.append("recorder.violations.%s: %d%n".formatted(invariant, count)));
    return text.append("recorder.resumed: %s%n".formatted(resumed))
        .append("recorder.new_sessions: %s%n".formatted(renewed))
        .append("recorder.messages: %d%n".formatted(messages))
        .append("recorder.violations: %d%n".formatted(violations()))
        .toString();
  }
}
