package io.drawbridge.controlplane.policy;

import static io.drawbridge.controlplane.policy.SimulatedRegion.ANN;
import static io.drawbridge.controlplane.policy.SimulatedRegion.SECOND;
import static io.drawbridge.controlplane.policy.SimulatedRegion.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.policy.PolicyDesk.By;
import io.drawbridge.controlplane.policy.PolicyDesk.Plan;
import io.drawbridge.controlplane.policy.PolicyDesk.PolicyAnswer;
import io.drawbridge.policy.PolicySet;
import io.drawbridge.proto.control.v1.PolicyRecord;
import io.drawbridge.proto.control.v1.PolicyVersion;
import io.drawbridge.proto.control.v1.RolloutStage;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoliciesTest {
  private final SimulatedRegion region = new SimulatedRegion(1);
  private final Policies desk = region.desk;

  @Test
  void refusesAWrongDocumentByItsLines() {
    assertThat(apply("kind: Throttle\nname: a\nlimits: []\nmore: 1\n"))
        .isEqualTo(
            new PolicyAnswer.Invalid(
                List.of("document:4: more: unknown key (expected: one of name, where, limits)")));
    assertThat(region.book.all()).isEmpty();
  }

  @Test
  void refusesWhoAndWhyThatAreTooLong() {
    By talker = new By("x".repeat(Policies.MAX_WHO_BYTES + 1), "y".repeat(513));
    assertThat(desk.apply(throttle("a", 1), talker, Optional.empty(), Optional.empty()))
        .isEqualTo(
            new PolicyAnswer.Invalid(
                List.of(
                    "by: 129 bytes (expected: <= 128)", "comment: 513 bytes (expected: <= 512)")));
  }

  @Test
  void refusesToWriteOverWhatTheWriterHasNotSeen() {
    accepted(atOnce(throttle("a", 1)));
    region.pass(3);

    assertThat(desk.apply(throttle("a", 2), ANN, Optional.of(0L), Optional.empty()))
        .isInstanceOfSatisfying(
            PolicyAnswer.Conflict.class,
            conflict ->
                assertThat(conflict.why()).isEqualTo("a: version 1 is the newest (expected: 0)"));
    accepted(desk.apply(throttle("a", 2), ANN, Optional.of(1L), Optional.empty()));
  }

  @Test
  void refusesAnotherKindUnderTheName() {
    accepted(atOnce(throttle("a", 1)));
    region.pass(3);
    assertThat(apply("{kind: Services, name: a, services: []}"))
        .isEqualTo(
            new PolicyAnswer.Invalid(List.of("kind: Services (expected: Throttle, as before)")));
  }

  @Test
  void oneRolloutInStagesAtATimeButAnyAtOnce() {
    accepted(apply(throttle("a", 1)));
    assertThat(apply(throttle("a", 2))).isInstanceOf(PolicyAnswer.Conflict.class);
    assertThat(apply(throttle("b", 2)))
        .isInstanceOfSatisfying(
            PolicyAnswer.Conflict.class,
            conflict -> assertThat(conflict.why()).contains("a is being rolled out in stages"));
    accepted(atOnce(throttle("b", 2)));
  }

  @Test
  void refusesDocumentsThatExcludeEachOther() {
    accepted(atOnce(services("a", 1)));
    assertThat(atOnce(services("b", 1)))
        .isInstanceOfSatisfying(
            PolicyAnswer.Invalid.class,
            invalid ->
                assertThat(invalid.problems().getFirst())
                    .contains("app default has 1 in b and in a"));
    assertThat(desk.dryRun(services("b", 1), SECOND, ANN)).isInstanceOf(PolicyAnswer.Invalid.class);
  }

  @Test
  void asksForWhatIsNotThere() {
    assertThat(desk.abort("a", ANN)).isEqualTo(new PolicyAnswer.Unknown("a"));
    accepted(atOnce(throttle("a", 1)));
    region.pass(3);
    assertThat(desk.rollback("a", Optional.of(9L), ANN))
        .isEqualTo(new PolicyAnswer.Unknown("a version 9"));
    assertThat(desk.rollback("a", Optional.empty(), ANN))
        .isEqualTo(new PolicyAnswer.Unknown("a version 0"));
    assertThat(desk.pause("a", ANN)).isInstanceOf(PolicyAnswer.Conflict.class);
    assertThat(desk.abort("a", ANN)).isInstanceOf(PolicyAnswer.Conflict.class);
  }

  @Test
  void sayingItAgainIsAsGoodAsOnce() {
    accepted(apply(throttle("a", 1)));
    assertThat(accepted(apply(throttle("a", 1)))).isEqualTo(region.record("a"));
    assertThat(region.record("a").getVersionsList()).hasSize(1);
    PolicyRecord paused = accepted(desk.pause("a", ANN));
    assertThat(accepted(desk.pause("a", ANN))).isEqualTo(paused);
    PolicyRecord aborted = accepted(desk.abort("a", ANN));
    assertThat(accepted(desk.abort("a", ANN))).isEqualTo(aborted);
    assertThat(aborted.getRollout().getNotesList())
        .extracting(note -> note.getBy() + " " + note.getText())
        .containsExactly("ann version 1", "ann pause", "ann abort");
  }

  @Test
  void triesAgainWhenOthersAreFasterButNotForEver() {
    region.store.othersAreFaster = Policies.MAX_TRIES - 1;
    accepted(apply(throttle("a", 1)));
    region.store.othersAreFaster = Policies.MAX_TRIES;
    assertThat(desk.pause("a", ANN)).isInstanceOf(PolicyAnswer.Unavailable.class);
    region.store.gone = true;
    assertThat(desk.pause("a", ANN)).isEqualTo(new PolicyAnswer.Unavailable("no quorum"));
  }

  @Test
  void keepsTheLastVersionsAndThoseInForce() {
    PolicyRecord record = PolicyRecord.newBuilder().setName("a").setStable(2).build();
    for (long version = 1; version <= 30; version++) {
      record = Records.withVersion(record, PolicyVersion.newBuilder().setVersion(version).build());
    }
    assertThat(record.getVersionsList())
        .hasSize(Records.MAX_VERSIONS)
        .extracting(PolicyVersion::getVersion)
        .startsWith(2L, 12L)
        .endsWith(30L);
  }

  @Test
  void keepsTheFirstNotesAndTheNewest() {
    accepted(apply(throttle("a", 1)));
    for (int i = 0; i < Records.MAX_NOTES; i++) {
      accepted(desk.pause("a", ANN));
      accepted(desk.resume("a", ANN));
    }
    assertThat(region.record("a").getRollout().getNotesList())
        .hasSize(Records.MAX_NOTES)
        .extracting(note -> note.getText())
        .startsWith("version 1")
        .endsWith("resume");
  }

  @Test
  void aRegionHasSoManyPolicies() {
    IntStream.range(0, PolicySet.MAX_POLICIES).forEach(i -> accepted(atOnce(throttle("p" + i, 1))));
    assertThat(atOnce(throttle("one-more", 1)))
        .isEqualTo(new PolicyAnswer.Conflict("policies: 64 (expected: fewer)", Optional.empty()));
  }

  @Test
  void oneDryRunAtATimeAndNotForEver() {
    accepted(desk.dryRun(throttle("a", 1), SECOND, ANN));
    assertThat(desk.dryRun(throttle("b", 1), SECOND, ANN))
        .isInstanceOf(PolicyAnswer.Conflict.class);
    region.pass(5);
    assertThat(desk.dryRun(throttle("b", 1), PolicyDesk.LONGEST_DRY_RUN.plusMillis(1), ANN))
        .isEqualTo(new PolicyAnswer.Invalid(List.of("length: 600001 ms (expected: 1 ms to 10 m)")));
    accepted(desk.dryRun(throttle("b", 1), SECOND, ANN));
  }

  static List<List<RolloutStage>> wrongStages() {
    RolloutStage all = Plans.stage(1, SECOND);
    return List.of(
        List.of(),
        List.of(Plans.stage(0.5, SECOND)),
        List.of(all, all),
        List.of(Plans.stage(0.5, SECOND), Plans.stage(0.1, SECOND), all),
        List.of(Plans.stage(1.5, SECOND)),
        List.of(Plans.stage(Double.NaN, SECOND), all),
        List.of(Plans.stage(1, Plans.LONGEST_BAKE.plusMillis(1))),
        List.of(RolloutStage.newBuilder().setShare(1).setBakeMillis(-1).build()),
        IntStream.rangeClosed(0, Plans.MAX_STAGES)
            .mapToObj(i -> Plans.stage(i / (double) Plans.MAX_STAGES, SECOND))
            .toList());
  }

  @ParameterizedTest
  @MethodSource("wrongStages")
  void refusesPlansThatDoNotEndEverywhere(List<RolloutStage> stages) {
    Plan plan = new Plan(stages, Plans.usualGuards());
    assertThat(Plans.problem(plan)).isPresent();
    assertThat(desk.apply(throttle("a", 1), ANN, Optional.empty(), Optional.of(plan)))
        .isInstanceOf(PolicyAnswer.Invalid.class);
  }

  private PolicyAnswer apply(String text) {
    return desk.apply(text, ANN, Optional.empty(), Optional.empty());
  }

  private PolicyAnswer atOnce(String text) {
    return desk.apply(text, ANN, Optional.empty(), Optional.of(Plans.atOnce()));
  }

  private static String throttle(String name, int rate) {
    return "{kind: Throttle, name: %s, limits: [{name: l, per: user, rate: %d}]}"
        .formatted(name, rate);
  }

  private static String services(String name, int id) {
    return """
    kind: Services
    name: %s
    services: [{id: %d, name: %s, app: default, target: "a:1", tier: standard, time-limit: 1s}]
    """
        .formatted(name, id, name);
  }
}
