package io.drawbridge.controlplane.resources;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drawbridge.controlplane.policy.Plans;
import io.drawbridge.controlplane.policy.PolicyDesk;
import io.drawbridge.controlplane.policy.PolicyDesk.By;
import io.drawbridge.controlplane.policy.PolicyDesk.Plan;
import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.proto.control.v1.RolloutGuards;
import io.drawbridge.proto.control.v1.RolloutStage;
import io.dropwizard.jackson.Jackson;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bodies about policies, read within a bound and checked: what is out of bounds is a 400. */
final class PolicyOrders {
  /** The largest document six times: so long is a text of JSON that writes each byte as \\u00XX. */
  static final int MAX_BODY_BYTES = 256 << 10;

  static final int MAX_COMMENT_BYTES = 512;

  private static final ObjectMapper JSON = Jackson.newObjectMapper();

  private PolicyOrders() {}

  /**
   * A new version.
   *
   * @param over the newest version that the writer has seen, 0 = none; absent = whichever
   * @param plan absent = the usual one
   */
  record ApplyOrder(
      @Nullable String text,
      @Nullable String by,
      @Nullable String comment,
      @Nullable Long over,
      @Nullable PlanOrder plan) {}

  /**
   * How it is to come into force.
   *
   * @param guards absent = the usual ones
   */
  record PlanOrder(@Nullable List<@Nullable StageOrder> stages, @Nullable GuardsOrder guards) {}

  /** {@code share} 0 = one gateway. */
  record StageOrder(double share, long bakeMillis) {}

  /** What is absent is as usual. */
  record GuardsOrder(
      @Nullable List<@Nullable Tier> protectedTiers,
      @Nullable Double refusedShare,
      @Nullable Double p99Ratio,
      @Nullable Integer p99FloorMicros,
      @Nullable Double endedShare) {}

  /** What a document would do. */
  record TrialOrder(@Nullable String text, @Nullable String by, @Nullable Long lengthMillis) {}

  /** {@code version}: absent = the one before the stable one. */
  record RollbackOrder(@Nullable Long version, @Nullable String by, @Nullable String comment) {}

  /** Who asks and why. */
  record PlainOrder(@Nullable String by, @Nullable String comment) {}

  /** An empty body says nothing, as {@code {}} does. */
  static <T> T read(InputStream body, Class<T> type) throws IOException {
    String json = text(body);
    try {
      T order = JSON.readValue(json.isBlank() ? "{}" : json, type);
      if (order == null) {
        throw Orders.bad("body: null (expected: an object)");
      }
      return order;
    } catch (JsonProcessingException e) {
      throw Orders.bad("body: not JSON as expected: " + e.getOriginalMessage());
    }
  }

  /** A body that is the document itself. */
  static String text(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(MAX_BODY_BYTES + 1);
    if (bytes.length > MAX_BODY_BYTES) {
      throw new WebApplicationException(
          Problem.of(
                  Status.REQUEST_ENTITY_TOO_LARGE,
                  "api.body-too-large",
                  "body: more than %d bytes (expected: <= %d)"
                      .formatted(MAX_BODY_BYTES, MAX_BODY_BYTES))
              .response());
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Orders.bad("body: not UTF-8");
    }
  }

  static String required(@Nullable String text) {
    if (text == null || text.isBlank()) {
      throw Orders.bad("text: missing (expected: a policy in YAML)");
    }
    return text;
  }

  static By by(@Nullable String who, @Nullable String comment) {
    String why = comment == null ? "" : comment;
    int bytes = why.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_COMMENT_BYTES || why.chars().anyMatch(Character::isISOControl)) {
      throw Orders.bad(
          "comment: %d bytes (expected: <= %d, no control characters)"
              .formatted(bytes, MAX_COMMENT_BYTES));
    }
    return new By(Orders.by(who), why);
  }

  static Optional<Long> version(String what, @Nullable Long given, long min) {
    if (given != null && given < min) {
      throw Orders.bad("%s: %d (expected: >= %d)".formatted(what, given, min));
    }
    return Optional.ofNullable(given);
  }

  static Duration length(@Nullable Long millis) {
    if (millis == null) {
      return PolicyDesk.USUAL_DRY_RUN;
    }
    long most = PolicyDesk.LONGEST_DRY_RUN.toMillis();
    if (millis < 1 || millis > most) {
      throw Orders.bad("lengthMillis: %d (expected: 1 to %d)".formatted(millis, most));
    }
    return Duration.ofMillis(millis);
  }

  static Optional<Plan> plan(@Nullable PlanOrder given) {
    if (given == null) {
      return Optional.empty();
    }
    List<RolloutStage> stages =
        given.stages() == null
            ? Plans.usual().stages()
            : given.stages().stream().map(PolicyOrders::stage).toList();
    Plan plan = new Plan(stages, guards(given.guards()));
    Optional<String> problem = Plans.problem(plan);
    if (problem.isPresent()) {
      throw Orders.bad(problem.get());
    }
    return Optional.of(plan);
  }

  private static RolloutStage stage(@Nullable StageOrder stage) {
    if (stage == null) {
      throw Orders.bad("stages: null (expected: objects with share and bakeMillis)");
    }
    if (stage.bakeMillis() < 0 || stage.bakeMillis() > Integer.MAX_VALUE) {
      throw Orders.bad("stages: bakeMillis " + stage.bakeMillis() + " (expected: 0 to 1 h)");
    }
    return Plans.stage(stage.share(), Duration.ofMillis(stage.bakeMillis()));
  }

  private static RolloutGuards guards(@Nullable GuardsOrder given) {
    RolloutGuards.Builder guards = Plans.usualGuards().toBuilder();
    if (given == null) {
      return guards.build();
    }
    if (given.protectedTiers() != null) {
      guards.clearProtectedTiers().addAllProtectedTiers(tiers(given.protectedTiers()));
    }
    guards.setRefusedShare(
        within("refusedShare", given.refusedShare(), guards.getRefusedShare(), 1));
    guards.setP99Ratio(within("p99Ratio", given.p99Ratio(), guards.getP99Ratio(), 1_000));
    guards.setEndedShare(within("endedShare", given.endedShare(), guards.getEndedShare(), 1));
    if (given.p99FloorMicros() != null) {
      guards.setP99FloorMicros(
          (int)
              within("p99FloorMicros", given.p99FloorMicros().doubleValue(), 0, Integer.MAX_VALUE));
    }
    return guards.build();
  }

  private static List<Tier> tiers(List<@Nullable Tier> given) {
    List<Tier> tiers = new ArrayList<>();
    for (@Nullable Tier tier : given) {
      if (tier == null || tier == Tier.UNRECOGNIZED) {
        throw Orders.bad(
            "guards: protectedTiers "
                + given
                + " (expected: some of critical, interactive,"
                + " standard, background)");
      }
      tiers.add(tier);
    }
    return tiers;
  }

  private static double within(String what, @Nullable Double given, double otherwise, double max) {
    double value = given == null ? otherwise : given;
    if (!(value >= 0 && value <= max)) {
      throw Orders.bad("guards: %s %s (expected: 0 to %d)".formatted(what, value, (long) max));
    }
    return value;
  }
}
