package io.drawbridge.cli.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What control planes say of policies, as people read it. */
final class PolicyWords {
  private PolicyWords() {}

  /** {@code chat-limits: version 3 rolling-out, stage 2 of 3 (10 %): 4 of 5 gateways have it}. */
  static String line(JsonNode policy) {
    String name = policy.path("name").asText();
    JsonNode rollout = policy.path("rollout");
    if (!rollout.isObject()) {
      return name + ": stable version " + version(policy.path("stable"));
    }
    return "%s: version %s %s".formatted(name, rollout.path("version").asText(), standing(rollout));
  }

  /** Of a rollout, without its version. */
  static String standing(JsonNode rollout) {
    String state = rollout.path("state").asText();
    String text = rollout.path("text").asText();
    String told = text.isEmpty() ? "" : "; " + text;
    if (rollout.path("over").asBoolean()) {
      return state + told;
    }
    int stage = rollout.path("stage").asInt();
    JsonNode present = rollout.path("stages").path(stage);
    JsonNode measure = present.path("measure");
    String applied =
        measure.isObject()
            ? ": %d of %d gateways have it"
                .formatted(measure.path("applied").asInt(), measure.path("gateways").asInt())
            : "";
    return "%s%s, stage %d of %d (%s)%s%s"
        .formatted(
            state,
            rollout.path("paused").asBoolean() ? " (paused)" : "",
            stage + 1,
            rollout.path("stages").size(),
            share(present.path("share")),
            applied,
            told);
  }

  /** Everything about one policy but its texts. */
  static void print(PrintWriter out, JsonNode policy) {
    Table table = new Table("POLICY", policy.path("name").asText());
    table.row("kind", policy.path("kind").asText());
    table.row("stable", version(policy.path("stable")));
    table.row("newest", newest(policy.path("newest")));
    JsonNode rollout = policy.path("rollout");
    if (rollout.isObject()) {
      table.row("rollout", "version " + rollout.path("version").asText() + " " + standing(rollout));
      table.row("guards", guards(rollout.path("guards")));
    }
    JsonNode run = policy.path("dryRun");
    if (run.isObject()) {
      table.row("dry run", Words.orDash(run.path("state").asText()) + outcome(run));
    }
    table.print(out);
    if (rollout.isObject()) {
      out.println();
      printStages(out, rollout);
      rollout
          .path("notes")
          .forEach(note ->
              out.println(
                  "%s  %s: %s"
                      .formatted(
                          time(note.path("atUnixMillis")),
                          Words.orDash(note.path("by").asText()),
                          note.path("text").asText())));
    }
    out.flush();
  }

  private static void printStages(PrintWriter out, JsonNode rollout) {
    Table table =
        new Table(
            "STAGE", "OF", "BAKE", "HAVE IT", "TIER", "OFFERED", "REFUSED", "SHARE", "PREDICTED");
    JsonNode stages = rollout.path("stages");
    for (int i = 0; i < stages.size(); i++) {
      JsonNode stage = stages.path(i);
      JsonNode measure = stage.path("measure");
      boolean now = i == rollout.path("stage").asInt() && !rollout.path("over").asBoolean();
      List<String> head =
          List.of(
              (i + 1) + (now ? " (now)" : ""),
              share(stage.path("share")),
              Words.age(stage.path("bakeMillis")),
              measure.isObject() ? applied(measure) : "-");
      List<List<String>> tiers = tiers(measure.path("tiers"), rollout.path("predicted"));
      if (tiers.isEmpty()) {
        tiers = List.of(List.of("-", "-", "-", "-", "-"));
      }
      for (int row = 0; row < tiers.size(); row++) {
        List<String> cells = new ArrayList<>(row == 0 ? head : List.of("", "", "", ""));
        cells.addAll(tiers.get(row));
        table.row(cells.toArray(String[]::new));
      }
    }
    table.print(out);
  }

  private static List<List<String>> tiers(JsonNode measured, JsonNode predicted) {
    return measured
        .valueStream()
        .map(tier -> {
          List<String> cells = new ArrayList<>(tier(tier));
          cells.add(
              predicted
                  .valueStream()
                  .filter(each -> each.path("tier").equals(tier.path("tier")))
                  .map(each -> percent(each.path("share")))
                  .findFirst()
                  .orElse("-"));
          return List.copyOf(cells);
        })
        .toList();
  }

  /** What a dry run has told. */
  static void printDryRun(PrintWriter out, JsonNode run) {
    Table table = new Table("TIER", "OFFERED", "WOULD REFUSE", "SHARE");
    run.path("tiers").forEach(tier -> table.row(tier(tier).toArray(String[]::new)));
    table.print(out);
    out.println(
        "%s on %d gateways%s"
            .formatted(run.path("state").asText(), run.path("gateways").asInt(), outcome(run)));
    out.flush();
  }

  private static List<String> tier(JsonNode tier) {
    return List.of(
        tier.path("tier").asText(),
        tier.path("offered").asText(),
        tier.path("refused").asText(),
        percent(tier.path("share")));
  }

  private static String outcome(JsonNode run) {
    String outcome = run.path("outcome").asText();
    return outcome.isEmpty() ? "" : ": " + outcome;
  }

  private static String applied(JsonNode measure) {
    int refused = measure.path("refused").asInt();
    return "%d of %d%s"
        .formatted(
            measure.path("applied").asInt(),
            measure.path("gateways").asInt(),
            refused == 0 ? "" : ", " + refused + " refused it");
  }

  private static String guards(JsonNode guards) {
    List<String> all = new ArrayList<>();
    String tiers =
        guards
            .path("protectedTiers")
            .valueStream()
            .map(JsonNode::asText)
            .collect(Collectors.joining(" and "));
    if (!tiers.isEmpty()) {
      all.add("%s refused at most %s more".formatted(tiers, percent(guards.path("refusedShare"))));
    }
    if (guards.path("p99Ratio").asDouble() > 0) {
      all.add("p99 at most %s times".formatted(guards.path("p99Ratio").asText()));
    }
    if (guards.path("endedShare").asDouble() > 0) {
      all.add("clients ended at most %s more".formatted(percent(guards.path("endedShare"))));
    }
    return all.isEmpty() ? "none" : String.join("; ", all);
  }

  /** {@code 3 by ada, 2026-11-22T10:00:00Z: too loud}. */
  static String newest(JsonNode version) {
    if (!version.isObject()) {
      return "-";
    }
    String comment = version.path("comment").asText();
    return "%s%s by %s, %s%s"
        .formatted(
            version.path("version").asText(),
            version.path("removed").asBoolean() ? " (removed)" : "",
            Words.orDash(version.path("by").asText()),
            time(version.path("atUnixMillis")),
            comment.isEmpty() ? "" : ": " + comment);
  }

  static String version(JsonNode number) {
    return number.asLong() == 0 ? "-" : number.asText();
  }

  static String time(JsonNode unixMillis) {
    return Instant.ofEpochMilli(unixMillis.asLong()).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String share(JsonNode share) {
    return share.asDouble() == 0
        ? "one gateway"
        : Math.round(share.asDouble() * 1_000) / 10.0 == Math.round(share.asDouble() * 100)
            ? Math.round(share.asDouble() * 100) + " %"
            : percent(share);
  }

  private static String percent(JsonNode share) {
    return String.format(Locale.ROOT, "%.1f %%", share.asDouble() * 100);
  }
}
