package io.drawbridge.gateway.policy;

import static io.drawbridge.gateway.policy.Sets.degradation;
import static io.drawbridge.gateway.policy.Sets.document;
import static io.drawbridge.gateway.policy.Sets.set;
import static io.drawbridge.gateway.policy.Sets.throttle;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.policy.LoopPolicies.OfService;
import io.drawbridge.gateway.policy.LoopPolicies.Verdict;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.proto.control.v1.PolicyDocument;
import io.drawbridge.proto.control.v1.PolicySet;
import io.drawbridge.proto.control.v1.PolicyState;
import io.drawbridge.proto.control.v1.TierCounts;
import io.drawbridge.proto.handover.v1.HandedRungs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayPoliciesTest {
  private static final int USUAL_HEARTBEAT = 30;
  private static final UserKey ANN = new UserKey("default", "ann");
  private static final UserKey BEN = new UserKey("default", "ben");

  @TempDir Path folder;

  private final AtomicReference<Instant> time =
      new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
  private final AtomicLong nanos = new AtomicLong();
  private final GatewayPolicies policies = newPolicies(Optional.empty());
  private final LoopPolicies loop = policies.newLoop();
  private final LoopPolicies otherLoop = policies.newLoop();
  private final OfService chat = service("chat", Tier.INTERACTIVE);
  private final OfService telemetry = service("telemetry", Tier.BACKGROUND);

  @Test
  void withoutPoliciesEverythingIsAdmittedAndCounted() {
    assertThat(IntStream.range(0, 100).mapToObj(i -> judge(chat, ANN)))
        .containsOnly(Verdict.ADMITTED);
    assertThat(policies.tiers())
        .containsExactly(TierCounts.newBuilder().setTier(Tier.INTERACTIVE).setOffered(100).build());
    assertThat(loop.hasNews()).isFalse();
  }

  @Test
  void aLimitHoldsForAllLoopsTogetherAndSaysWhenToComeAgain() {
    apply(set(1, throttle("t", "{name: all, per: gateway, rate: 10, burst: 4}")));

    assertThat(admitted(loop, chat, ANN, 2)).isEqualTo(2);
    assertThat(admitted(otherLoop, telemetry, BEN, 3)).isEqualTo(2);
    assertThat(judge(chat, ANN)).isEqualTo(Verdict.TOO_FAST);
    assertThat(loop.waitMillis()).isBetween(100, 101);
    assertThat(loop.exhausted(chat, ANN)).isEqualTo("t/all");
    pass(Duration.ofMillis(loop.waitMillis()));
    assertThat(admitted(loop, chat, ANN, 2)).isOne();
  }

  @Test
  void bucketsAreForWhatPerSays() {
    apply(
        set(
            1,
            throttle(
                "t",
                """
                {name: user, per: user, rate: 1, burst: 3},
                {name: tier, per: tier, rate: 1, burst: 5},
                {name: service, per: service, rate: 1, burst: 20},
                {name: app, per: app, rate: 1, burst: 30}\
                """)));

    assertThat(admitted(loop, chat, ANN, 10)).isEqualTo(3);
    assertThat(admitted(loop, chat, BEN, 10)).isEqualTo(2); // of the tier's five
    assertThat(admitted(loop, telemetry, BEN, 10)).isOne(); // of ben's three
    assertThat(loop.exhausted(telemetry, BEN)).isEqualTo("t/user");
  }

  @Test
  void aMessageThatOneLimitRefusesTakesNothingOfTheOthers() {
    apply(
        set(
            1,
            throttle(
                "t",
                """
                {name: all, per: gateway, rate: 1, burst: 2},
                {name: user, per: user, rate: 1, burst: 1}\
                """)));
    assertThat(admitted(loop, chat, ANN, 10)).isOne();
    assertThat(admitted(loop, chat, BEN, 10)).isOne();
  }

  @Test
  void aLimitIsOnlyForWhatMatches() {
    apply(
        set(
            1,
            throttle(
                "t", "{name: l, match: {tiers: [background]}, per: gateway, rate: 1, burst: 1}")));
    assertThat(admitted(loop, chat, ANN, 50)).isEqualTo(50);
    assertThat(admitted(loop, telemetry, ANN, 50)).isOne();
  }

  @Test
  void aLimitThatStaysKeepsItsBucketsAndAnotherIsFull() {
    apply(set(1, throttle("t", "{name: l, per: gateway, rate: 1, burst: 2}")));
    assertThat(admitted(loop, chat, ANN, 10)).isEqualTo(2);
    apply(
        set(
            2,
            throttle("t", "{name: l, per: gateway, rate: 1, burst: 2}"),
            degradation("d", "{max-body: 1KiB}")));
    assertThat(admitted(loop, chat, ANN, 10)).isZero();
    apply(set(3, throttle("t", "{name: l, per: gateway, rate: 1, burst: 3}")));
    assertThat(admitted(loop, chat, ANN, 10)).isEqualTo(3);
  }

  @Test
  void usersBeyondTheBoundShareABucketAndThoseWhoAreQuietAreForgotten() {
    apply(set(1, throttle("t", "{name: l, per: user, rate: 1, burst: 2}")));
    for (int i = 0; i < UserBuckets.MAX_USERS; i++) {
      loop.judge(chat, new UserKey("default", "u" + i), 1);
    }
    assertThat(policies.limitedUsers()).isEqualTo(UserBuckets.MAX_USERS);
    assertThat(admitted(loop, chat, ANN, 1) + admitted(loop, chat, BEN, 5)).isEqualTo(2);
    assertThat(policies.limitedUsers()).isEqualTo(UserBuckets.MAX_USERS);

    pass(Duration.ofSeconds(2));
    policies.sweep();
    assertThat(policies.limitedUsers()).isZero();
  }

  @Test
  void measuresByHandHoldUntilTheyExpire() {
    PolicyDocument degradation =
        document(
            "d",
            """
            kind: Degradation
            trigger: hand
            expires: 2026-11-22T13:00:00Z
            rungs: [{refuse: [background]}, {max-body: 1KiB, refuse-new-sessions: true}]
            """);
    apply(set(1, degradation));

    assertThat(judge(telemetry, ANN)).isEqualTo(Verdict.TIER);
    assertThat(judge(chat, ANN)).isEqualTo(Verdict.ADMITTED);
    assertThat(loop.judge(chat, ANN, 1_025)).isEqualTo(Verdict.TOO_LARGE);
    assertThat(loop.refusedTiers()).isEqualTo(1 << 3);
    assertThat(loop.hasNews()).isTrue();
    assertThat(policies.state().getMeasuresList())
        .containsExactly("refuse background", "max body 1KiB", "refuse new sessions");

    time.set(Instant.parse("2026-11-22T13:00:00Z"));
    policies.look(false);
    assertThat(policies.measures()).isEqualTo(Measures.NONE);
    assertThat(judge(telemetry, ANN)).isEqualTo(Verdict.ADMITTED);
  }

  @Test
  void measuresByOverloadComeAndGoOneByOne() {
    apply(
        set(
            1,
            document(
                "d",
                """
                kind: Degradation
                trigger: overload
                after: 2s
                calm: 4s
                rungs: [{refuse: [background]}, {refuse: [standard]}]
                """)));
    assertThat(refusedAfter(1, true)).isZero();
    assertThat(refusedAfter(2, true)).isEqualTo(0b1000);
    assertThat(refusedAfter(1, true)).isEqualTo(0b1100);
    assertThat(refusedAfter(9, true)).isEqualTo(0b1100);
    assertThat(refusedAfter(3, false)).isEqualTo(0b1100);
    assertThat(refusedAfter(1, true)).isEqualTo(0b1100); // a calm that was interrupted
    assertThat(refusedAfter(5, false)).isEqualTo(0b1000);
    assertThat(refusedAfter(4, false)).isZero();
  }

  private static PolicyDocument ladder(String name) {
    return document(
        name,
        """
        kind: Degradation
        trigger: overload
        after: 2s
        calm: 4s
        rungs: [{refuse: [background]}, {refuse: [standard]}]
        """);
  }

  /** Of which clients and businesses notice nothing. */
  @Test
  void anotherProcessGoesOnOnTheSameRung() {
    apply(set(1, ladder("d")));
    assertThat(refusedAfter(3, true)).isEqualTo(0b1000);
    pass(Duration.ofSeconds(1));
    GatewayPolicies next = newPolicies(Optional.empty());
    assertThat(next.apply(1, set(1, ladder("d")))).isEmpty();

    next.goOnAs(policies.handedRungs());

    assertThat(next.newLoop().refusedTiers()).isEqualTo(0b1000);
    assertThat(next.handedRungs()).isEqualTo(policies.handedRungs());
    pass(Duration.ofSeconds(1));
    next.look(true);
    assertThat(next.newLoop().refusedTiers()).isEqualTo(0b1100); // two seconds after the first
  }

  @Test
  void rungsOfOtherPoliciesAreNoMatterAndNoneIsHigherThanThereAre() {
    apply(set(1, ladder("d")));

    policies.goOnAs(List.of(HandedRungs.newBuilder().setPolicy("other").setHeight(1).build()));
    assertThat(loop.refusedTiers()).isZero();
    policies.goOnAs(List.of(HandedRungs.newBuilder().setPolicy("d").setHeight(-1).build()));
    assertThat(loop.refusedTiers()).isZero();
    policies.goOnAs(List.of(HandedRungs.newBuilder().setPolicy("d").setHeight(99).build()));

    assertThat(loop.refusedTiers()).isEqualTo(0b1100);
  }

  @Test
  void aWrongSetIsRefusedWholeAndSaysWhy() {
    apply(set(1, throttle("t", "{name: l, per: gateway, rate: 1, burst: 1}")));

    assertThat(policies.apply(1, set(2, throttle("other", "{name: l}"))).orElseThrow())
        .contains("other version 1:3: limits[0].per: missing")
        .contains("limits[0].rate: missing");
    assertThat(
            policies
                .apply(
                    1,
                    set(
                        2,
                        throttle("t", "{name: l, per: user, rate: 1}").toBuilder()
                            .setName("u")
                            .build()))
                .orElseThrow())
        .isEqualTo("u version 1: name: t (expected: u)");
    assertThat(policies.version()).isOne();
    assertThat(admitted(loop, chat, ANN, 9)).isOne();
  }

  @Test
  void tellsWhichDocumentsItCouldNotTake() {
    PolicyDocument good = throttle("t", "{name: l, per: gateway, rate: 1}");
    PolicyDocument wrong = throttle("w", "{name: l}");
    apply(set(1, good));
    assertThat(policies.state().getRefusedList()).isEmpty();

    assertThat(policies.apply(1, set(2, good, wrong))).isPresent();
    PolicyDocument second = wrong.toBuilder().setVersion(2).build();
    assertThat(policies.apply(1, set(3, good, second))).isPresent();
    apply(set(4, good));

    PolicyState state = policies.state();
    assertThat(state.getRefusedList()).hasSize(1);
    assertThat(state.getRefused(0).getName()).isEqualTo("w");
    assertThat(state.getRefused(0).getVersion()).isEqualTo(2);
    assertThat(state.getRefused(0).getText()).contains("limits[0].per: missing");
    assertThat(state.hasRefusedTrial()).isFalse();
  }

  @Test
  void ofDocumentsThatDoNotGoTogetherThoseThatAreNotInForceAreNamed() {
    PolicyDocument chat = services("s1");
    PolicyDocument again = services("s2");
    apply(set(1, chat));

    assertThat(policies.apply(1, set(2, chat, again)).orElseThrow()).contains("s1").contains("s2");

    assertThat(policies.state().getRefusedList())
        .extracting(PolicyDocument::getName)
        .containsExactly("s2");
  }

  @Test
  void aTrialThatCannotBeTriedIsNamedApart() {
    PolicyDocument good = throttle("t", "{name: l, per: gateway, rate: 1}");
    PolicyDocument trial = throttle("t", "{name: l}").toBuilder().setVersion(7).build();
    assertThat(policies.apply(1, set(1, good).toBuilder().setTrial(trial).build())).isPresent();

    assertThat(policies.state().getRefusedList()).isEmpty();
    assertThat(policies.state().getRefusedTrial().getVersion()).isEqualTo(7);
  }

  @Test
  void refusalsOfAnotherFleetGenerationAreForgotten() {
    assertThat(policies.apply(1, set(2, throttle("w", "{name: l}")))).isPresent();
    assertThat(policies.apply(2, set(1, throttle("v", "{name: l}")))).isPresent();

    assertThat(policies.state().getRefusedList())
        .extracting(PolicyDocument::getName)
        .containsExactly("v");
  }

  @Test
  void remembersAsManyRefusalsAsDocumentsMayBeInForce() {
    for (int i = 1; i <= RefusedDocuments.MAX_NAMES + 1; i++) {
      assertThat(policies.apply(1, set(i, throttle("w" + i, "{name: l}")))).isPresent();
    }
    assertThat(policies.state().getRefusedList())
        .hasSize(RefusedDocuments.MAX_NAMES)
        .extracting(PolicyDocument::getName)
        .contains("w2")
        .doesNotContain("w1");
  }

  @Test
  void anOlderSetChangesNothingButOneOfAHigherFleetGenerationDoes() {
    apply(set(7, degradation("d", "{max-body: 1KiB}")));
    assertThat(policies.apply(1, set(6))).isEmpty();
    assertThat(policies.version()).isEqualTo(7);
    assertThat(policies.apply(2, set(3))).isEmpty();
    assertThat(policies.version()).isEqualTo(3);
    assertThat(policies.documents()).isZero();
    assertThat(policies.apply(1, set(9, degradation("d", "{max-body: 1KiB}")))).isEmpty();
    assertThat(policies.documents()).isZero();
  }

  @Test
  void aTrialRefusesNothingAndCountsWhatItWould() {
    apply(
        set(1, throttle("t", "{name: l, per: gateway, rate: 1, burst: 50}")).toBuilder()
            .setTrial(throttle("t", "{name: l, per: gateway, rate: 1, burst: 10}"))
            .build());

    assertThat(admitted(loop, chat, ANN, 30)).isEqualTo(30);
    assertThat(policies.tiers())
        .containsExactly(
            TierCounts.newBuilder()
                .setTier(Tier.INTERACTIVE)
                .setOffered(30)
                .setOfferedOnTrial(30)
                .setRefusedOnTrial(20)
                .build());
    assertThat(policies.state().getTrial().getName()).isEqualTo("t");

    apply(
        set(2).toBuilder()
            .setTrial(degradation("t", "{refuse: [interactive]}").toBuilder().setVersion(2))
            .build());
    assertThat(admitted(loop, chat, ANN, 5)).isEqualTo(5);
    assertThat(policies.tiers().getFirst().getRefusedOnTrial()).isEqualTo(5);
    apply(set(3));
    assertThat(admitted(loop, chat, ANN, 5)).isEqualTo(5);
    assertThat(policies.tiers().getFirst().getOfferedOnTrial()).isZero();
  }

  @Test
  void servicesAreThoseOfDocumentsOnlyWhileThereAreAny() {
    assertThat(policies.services()).isEmpty();
    apply(
        set(
            1,
            document(
                "s",
                """
                kind: Services
                services: [{id: 1, name: chat, app: default, target: "a:1", tier: standard, time-limit: 1s}]
                """)));
    assertThat(policies.services().orElseThrow()).hasSize(1);
    apply(set(2));
    assertThat(policies.services()).isEmpty();
  }

  @Test
  void aStretchedHeartbeatIsToldAndForgivenAfterwards() {
    assertThat(loop.heartbeatSeconds()).isZero();
    apply(set(1, degradation("d", "{heartbeat: 2m}")));
    assertThat(loop.heartbeatSeconds()).isEqualTo(120);
    assertThat(policies.heartbeat().longestSeconds()).isEqualTo(120);
    apply(set(2));
    assertThat(loop.heartbeatSeconds()).isEqualTo(USUAL_HEARTBEAT);
    assertThat(policies.heartbeat().longestSeconds()).isEqualTo(120);
    pass(Heartbeat.NEWS_FOR);
    assertThat(loop.heartbeatSeconds()).isZero();
    assertThat(policies.heartbeat().longestSeconds()).isEqualTo(USUAL_HEARTBEAT);
  }

  @Test
  void theNextProcessBeginsWithTheLastGoodSetWithoutItsTrial() {
    Optional<LastGood> file = Optional.of(new LastGood(folder.resolve("policies")));
    PolicySet set =
        set(7, degradation("d", "{refuse: [background]}")).toBuilder()
            .setTrial(throttle("t", "{name: l, per: user, rate: 1}"))
            .build();
    assertThat(newPolicies(file).apply(3, set)).isEmpty();

    GatewayPolicies next = newPolicies(file);
    next.restore();

    assertThat(next.version()).isEqualTo(7);
    assertThat(next.measures().refuses(3)).isTrue();
    assertThat(next.state().hasTrial()).isFalse();
    assertThat(next.apply(2, set(9))).isEmpty();
    assertThat(next.version()).isEqualTo(7);
  }

  @Test
  void aDamagedFileIsAsGoodAsNone() throws Exception {
    Path path = folder.resolve("policies");
    LastGood file = new LastGood(path);
    assertThat(
            newPolicies(Optional.of(file)).apply(1, set(7, degradation("d", "{max-body: 1KiB}"))))
        .isEmpty();
    byte[] good = Files.readAllBytes(path);

    for (int length = 0; length < good.length; length++) {
      Files.write(path, Arrays.copyOf(good, length));
      assertThat(file.read()).as("cut after %d bytes", length).isEmpty();
    }
    for (int i = 0; i < good.length; i++) {
      byte[] wrong = good.clone();
      wrong[i] ^= 0x10;
      Files.write(path, wrong);
      assertThat(file.read()).as("byte %d is wrong", i).isEmpty();
    }
    Files.write(path, new byte[LastGood.MAX_BYTES + 1]);
    assertThat(file.read()).isEmpty();
    Files.write(path, good);
    assertThat(file.read()).isPresent();
  }

  private int refusedAfter(int seconds, boolean overloaded) {
    for (int i = 0; i < seconds * 4; i++) {
      policies.look(overloaded);
      pass(Duration.ofMillis(250));
    }
    policies.look(overloaded);
    return policies.measures().refusedTiers();
  }

  private GatewayPolicies newPolicies(Optional<LastGood> file) {
    return new GatewayPolicies(file, USUAL_HEARTBEAT, time::get, nanos::get);
  }

  private void apply(PolicySet set) {
    assertThat(policies.apply(1, set)).isEmpty();
  }

  private Verdict judge(OfService service, UserKey user) {
    return loop.judge(service, user, 1);
  }

  private static long admitted(LoopPolicies at, OfService service, UserKey user, int messages) {
    return IntStream.range(0, messages)
        .filter(i -> at.judge(service, user, 1) == Verdict.ADMITTED)
        .count();
  }

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  private static PolicyDocument services(String name) {
    return document(
        name,
        "kind: Services\nservices: [{id: 1, name: chat, app: default, target: 'a:1', tier: standard, time-limit: 1s}]\n");
  }

  private static OfService service(String name, Tier tier) {
    return new OfService("default", name, tier.getNumber());
  }
}
