package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.integration.Recording.Findings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Sessions keep their promises: clients and a business that are processes of their own write down
 * what they see under load, while networks, gateways and the business fail; after each fault
 * everything comes to rest, and the recorder finds no violation. With {@code
 * -Ddrawbridge.long=sessions} the same with a million messages.
 */
@ExtendWith(SharedFleet.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(4)
@Timeout(1_500)
final class SessionsIT {
  private static final SessionsForm FORM = SessionsForm.asked();
  private static final Duration HAPPENS_WITHIN = Duration.ofSeconds(60);
  private static final Duration DEAD_FOR = Duration.ofSeconds(4);
  private static final int CUTS_AT_ONCE = 4;

  /** One after the other, in less time than an answer may take. */
  private static final int RACES_AT_ONCE = 5;

  private RecordedRegion region;

  /** What a history has once, it has for ever: after a violation the rest would find it again. */
  private boolean sound = true;

  @BeforeAll
  void start(TestFleet fleet) throws Exception {
    region = RecordedRegion.start(fleet, FORM);
  }

  @AfterAll
  void end() throws Exception {
    if (region != null) {
      region.close();
    }
  }

  @BeforeEach
  void thePhaseBeforeEndedWell() {
    assertThat(sound).as("the phase before ended well").isTrue();
    sound = false;
  }

  @Test
  @Order(1)
  void underNormalLoadNobodyReconnectsThoughTokensEndInTheMiddle() throws Exception {
    long connections = region.stats().get("connections");
    region.load(FORM.piece(), _ -> {});

    assertThat(region.stats().get("connections")).as("connections").isEqualTo(connections);
    assertNoViolation("normal load");
  }

  /** Row 6 of the regressions, and 3: counts equal real sockets after the churn. */
  @Test
  @Order(2)
  void cutConnectionsComeBackOnAnyGatewayWithEverythingUnacknowledged() throws Exception {
    region.clients().ask("astray 50");
    Map<String, Long> before = region.stats();
    long cutsBefore = before.get("cuts");
    region.load(
        FORM.piece(),
        floor -> {
          while (region.stats().get("cuts") - cutsBefore < FORM.switches()) {
            region.clients().ask("cut " + CUTS_AT_ONCE);
            TimeUnit.MILLISECONDS.sleep(100); // so that there is load between the cuts
          }
        });
    region.clients().ask("astray 0");

    assertNoViolation("network switches");
    Map<String, Long> after = region.stats();
    System.out.println("sessions.switches: " + (after.get("cuts") - cutsBefore));
    // A dial that takes longer than a busy gateway waits for another gives a new session.
    assertThat(after.get("resumed") - before.get("resumed"))
        .as("resumed, of %s reconnects", after.get("connections") - before.get("connections"))
        .isGreaterThan((after.get("connections") - before.get("connections")) / 2);
  }

  @Test
  @Order(3)
  void ofRacingResumesExactlyTheNewerConnectionIsLeft() throws Exception {
    for (int races = 0; races < FORM.races(); races += RACES_AT_ONCE) {
      String answer = region.clients().ask("race " + RACES_AT_ONCE);
      assertThat(answer).isEqualTo("bad races: []");
    }
    assertNoViolation("racing resumes");
  }

  @Test
  @Order(4)
  void aKilledGatewayLosesNothingAcknowledged(TestFleet fleet) throws Exception {
    region.load(
        FORM.piece(),
        floor -> {
          fleet.local().kill("gw-1");
          region.awaitFlow(HAPPENS_WITHIN);
          TimeUnit.MILLISECONDS.sleep(DEAD_FOR.toMillis()); // the fault
          fleet.local().start("gw-1");
        });

    assertNoViolation("gateway killed");
  }

  @Test
  @Order(5)
  void aPausedGatewayIsNotBelievedWhenItWakes(TestFleet fleet) throws Exception {
    region.load(
        FORM.piece(),
        floor -> {
          fleet.local().stop("gw-2");
          long startNanos = System.nanoTime();
          region.awaitFlow(HAPPENS_WITHIN);
          TimeUnit.NANOSECONDS.sleep(startNanos + FORM.pause().toNanos() - System.nanoTime());
          fleet.local().cont("gw-2");
        });

    assertNoViolation("gateway paused");
  }

  @Test
  @Order(6)
  void messagesOfAKilledBusinessGoToAnother() throws Exception {
    region.load(
        FORM.piece(),
        floor -> {
          region.killBusiness(1);
          region.awaitFlow(HAPPENS_WITHIN);
          region.startBusiness(3, 1);
        });

    assertNoViolation("business killed");
  }

  @Test
  @Order(7)
  void aBusinessThatHangsIsGoneAroundAndFindsItselfOvertaken() throws Exception {
    region.load(
        FORM.piece(),
        floor -> {
          region.business(2).pause();
          region.awaitFlow(HAPPENS_WITHIN);
          TimeUnit.MILLISECONDS.sleep(FORM.pause().toMillis()); // the fault
          region.business(2).resume();
        });

    assertNoViolation("business paused");
  }

  @Test
  @Order(8)
  void aBusinessScalesOutUnderLoad() throws Exception {
    region.load(
        FORM.piece(),
        floor -> {
          region.startBusiness(4, 3);
          await("the new process has streams")
              .atMost(HAPPENS_WITHIN)
              .until(() -> region.business(4).stats().get("streams") > 0);
        });

    assertNoViolation("business scaled out");
  }

  @Test
  @Order(9)
  void inTheEndEverythingIsCountedAndNothingIsLeft() throws Exception {
    region.loadUntilSent(FORM.messages());
    region.countWhatIsLeft();
    Findings found = assertNoViolation("the end");

    assertThat(found.messages()).isGreaterThanOrEqualTo(FORM.messages());
    Map<String, Long> stats = region.stats();
    System.out.println("sessions.clients: " + stats);
    System.out.print(found.text());
  }

  private Findings assertNoViolation(String after) throws Exception {
    Findings found = region.check();
    System.out.printf(
        "sessions: after %s: %d messages, %d violations%n", after, found.messages(), found.count());
    assertThat(found.violations()).as(found.text()).isEmpty();
    sound = true;
    return found;
  }

  /** Names of the region's gateways. */
  static List<String> gateways() {
    return List.of("gw-1", "gw-2");
  }
}
