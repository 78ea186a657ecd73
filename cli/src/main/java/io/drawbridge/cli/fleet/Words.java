package io.drawbridge.cli.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What control planes say, as people read it. */
final class Words {
  private static final long MILLIS = 1_000;

  /** Of users, in each tier. */
  private static final int COHORTS = 128;

  private static final List<String> TIERS =
      List.of("critical", "interactive", "standard", "background");

  private Words() {}

  static String orDash(String text) {
    return text.isEmpty() || text.equals("null") ? "-" : text;
  }

  static String state(JsonNode state) {
    return state.asText().toLowerCase(Locale.ROOT);
  }

  /** {@code 2 up, 1 draining}. */
  static String states(JsonNode counts) {
    return orDash(
        counts.properties().stream()
            .map(count -> count.getValue().asInt() + " " + state(count.getKey()))
            .collect(Collectors.joining(", ")));
  }

  /** Why a gateway sends clients elsewhere; empty = it does not. */
  static String limits(JsonNode reached) {
    return reached
        .valueStream()
        .map(limit ->
            switch (limit.asText()) {
              case "CLIENTS" -> "it holds as many clients as it can";
              case "ARRIVALS" -> "more clients come in a second than it takes";
              default -> state(limit);
            })
        .collect(Collectors.joining("; "));
  }

  /** {@code chat:9000 admits critical and 64 of 128 of interactive}; empty = everything. */
  static String levels(JsonNode levels) {
    return levels
        .valueStream()
        .map(
            level -> level.path("of").asText() + " admits " + admitted(level.path("level").asInt()))
        .collect(Collectors.joining("; "));
  }

  private static String admitted(int level) {
    List<String> admitted = new ArrayList<>(TIERS.subList(0, Math.min(3, (level + 1) / COHORTS)));
    int cohorts = (level + 1) % COHORTS;
    if (cohorts > 0) {
      admitted.add(cohorts + " of " + COHORTS + " of " + TIERS.get(Math.min(3, level / COHORTS)));
    }
    return String.join(" and ", admitted);
  }

  /** {@code chat 3, limits 1, limits on trial}; empty = none. */
  static String policies(JsonNode there) {
    Stream<String> inForce =
        there
            .path("inForce")
            .valueStream()
            .map(each -> each.path("policy").asText() + " " + each.path("version").asText());
    Stream<String> onTrial =
        there.path("onTrial").valueStream().map(each -> each.path("policy").asText() + " on trial");
    return Stream.concat(inForce, onTrial).collect(Collectors.joining(", "));
  }

  /** {@code limits version 3: why}. */
  static String refused(JsonNode refused) {
    return "%s %s %s: %s"
        .formatted(
            refused.path("policy").asText(),
            refused.path("trial").asBoolean() ? "on trial, number" : "version",
            refused.path("version").asText(),
            refused.path("because").asText());
  }

  /** All in one. */
  static String lines(JsonNode lines) {
    return lines.valueStream().map(JsonNode::asText).collect(Collectors.joining("; "));
  }

  private static String state(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  static String age(JsonNode millis) {
    return millis.isNumber()
        ? String.format(Locale.ROOT, "%.1f s", millis.asDouble() / MILLIS)
        : "-";
  }

  /** An operation in one line. */
  static String operation(JsonNode operation) {
    return "%s %s: %s%s"
        .formatted(
            operation.path("id").asText(),
            place(operation),
            operation.path("state").asText(),
            details(operation));
  }

  /** What an operation is about: a gateway, or a region. */
  static String place(JsonNode operation) {
    if (isOfFleet(operation)) {
      return "all regions";
    }
    String gateway = operation.path("gateway").asText();
    return operation.path("region").asText() + (gateway.isEmpty() ? "" : "/" + gateway);
  }

  private static boolean isOfFleet(JsonNode operation) {
    return operation.path("kind").asText().equals("restart_fleet");
  }

  private static String details(JsonNode operation) {
    String progress = progress(operation);
    String text = operation.path("text").asText();
    String action = operation.path("action").asText();
    if (operation.path("over").asBoolean() || isOfFleet(operation)) {
      return text.isEmpty() ? "" : ", " + text;
    }
    return (action.isEmpty()
            ? ""
            : ", step " + operation.path("step").asInt() + " (" + action + ")")
        + (progress.isEmpty() ? "" : ", " + progress);
  }

  /** {@code 37 of 120 left, 118 told, 2 away, at most 41 s}; empty = nothing is known. */
  static String progress(JsonNode operation) {
    JsonNode waves = operation.path("waves");
    if (waves.isObject()) {
      return waves(waves, operation.path("over").asBoolean())
          + (operation.path("paused").asBoolean() ? ", paused" : "");
    }
    JsonNode progress = operation.path("progress");
    if (!progress.isObject()) {
      return "";
    }
    int away = progress.path("detached").asInt();
    return "%d of %d left, %d told%s%s"
        .formatted(
            progress.path("left").asInt(),
            progress.path("total").asInt(),
            progress.path("told").asInt(),
            away == 0 ? "" : ", " + away + " away",
            operation.path("over").asBoolean()
                ? ""
                : ", at most " + seconds(progress.path("etaMillis").asLong()));
  }

  /** {@code wave 2, 3 of 20 gateways restarted, about 41 s}. */
  private static String waves(JsonNode waves, boolean over) {
    String fault = waves.path("fault").asText();
    JsonNode eta = waves.path("etaMillis");
    return "wave %d, %d of %d gateways restarted%s%s"
        .formatted(
            waves.path("wave").asInt(),
            waves.path("done").asInt(),
            waves.path("of").asInt(),
            over || fault.isEmpty() ? "" : ", taking back: " + fault,
            over || !eta.isNumber() ? "" : ", about " + seconds(eta.asLong()));
  }

  private static String seconds(long millis) {
    return (millis + MILLIS - 1) / MILLIS + " s";
  }
}
