package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.cli.context.ProcessIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator does on the console's page, in a real browser, about gateways of any region. */
@ExtendWith(SharedFleet.class)
@Order(4)
@Timeout(300)
final class ConsoleOperationsIT {
  private static final String HERE = "tr[data-gateway=\"local-1/gw-2\"]";
  private static final String THERE = "tr[data-gateway=\"local-2/gw-2\"]";
  private static final String REGION = "section[aria-labelledby=\"region-local-1\"] > header";

  /** Two waves, and ten seconds of watching after each. */
  private static final Duration RESTARTED_WITHIN = Duration.ofSeconds(90);

  private static final Duration SHOWN_WITHIN = ConsolePage.SHOWN_WITHIN;
  private static final int CLIENTS = 12;
  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  @Test
  void aDrainIsFollowedAndAborted(TestFleet fleet) throws Exception {
    List<ChatUser> users = new ArrayList<>();
    try (Chromium browser = ConsolePage.open(fleet)) {
      for (int i = 0; i < CLIENTS; i++) {
        users.add(ChatUser.connect(fleet.document(), 1, "drained-" + i, _ -> {}));
      }
      users.forEach(user -> user.awaitConnected(SHOWN_WITHIN));
      browser.awaitText(HERE, "Drain", SHOWN_WITHIN);

      ConsolePage.click(browser, HERE, "Drain");
      ConsolePage.click(browser, HERE, "Move all clients away");

      browser.awaitText(HERE + " .standing", "drain: ", SHOWN_WITHIN);
      browser.awaitText(HERE + " .standing", " left, at most ", SHOWN_WITHIN);
      browser.awaitText(HERE, "Abort", SHOWN_WITHIN);
      browser.screenshot(SCREENSHOTS.resolve("drain-dark.png"));
      browser.looksLike(1280, 860, 1, "light").screenshot(SCREENSHOTS.resolve("drain.png"));
      browser.looksLike(420, 860, 2, "dark").screenshot(SCREENSHOTS.resolve("drain-narrow.png"));
      ConsolePage.click(browser, HERE, "Abort");

      browser.awaitText(HERE, "Up", SHOWN_WITHIN);
      browser.awaitText(HERE, "Drain", SHOWN_WITHIN);
      assertThat(browser.complaints()).as("errors of the page").isEmpty();
    } finally {
      users.forEach(ChatUser::close);
    }
  }

  @Test
  void anOrderForARegionThatIsCutOffIsSeenToWaitAndCanBeStopped(TestFleet fleet) throws Exception {
    try (Chromium browser = ConsolePage.open(fleet)) {
      browser.awaitText(THERE, "Drain", SHOWN_WITHIN);
      fleet.local().stop("local-2/cp-1");
      try {
        browser.awaitText("#region-local-2", "not heard", SHOWN_WITHIN);

        ConsolePage.click(browser, THERE, "Drain");
        ConsolePage.click(browser, THERE, "Move all clients away");

        browser.awaitText(THERE + " .standing", "local-2 does not answer", SHOWN_WITHIN);
        browser.screenshot(SCREENSHOTS.resolve("order-waits-dark.png"));
        ConsolePage.click(browser, THERE, "Abort");
        browser.awaitText(THERE + " .standing", "is being taken back", SHOWN_WITHIN);
      } finally {
        fleet.local().cont("local-2/cp-1");
      }

      browser.awaitText(THERE, "Drain", SHOWN_WITHIN);
      browser.awaitText(THERE, "Up", SHOWN_WITHIN);
      assertThat(browser.complaints()).as("errors of the page").isEmpty();
    }
  }

  @Test
  void aRegionIsRestartedInWaves(TestFleet fleet) throws Exception {
    List<ProcessIdentity> before = identities(fleet);
    try (Chromium browser = ConsolePage.open(fleet)) {
      ConsolePage.click(browser, REGION, "Restart gateways");
      ConsolePage.click(browser, REGION, "Replace all processes, in waves");

      browser.awaitText(REGION + " .standing", "restart: wave 1, ", SHOWN_WITHIN);
      browser.awaitText(REGION, "Stop", SHOWN_WITHIN);
      browser.screenshot(SCREENSHOTS.resolve("waves-dark.png"));
      ConsolePage.click(browser, REGION, "Pause");
      browser.awaitText(REGION + " .standing", "restart: paused: wave 1, ", SHOWN_WITHIN);
      browser.screenshot(SCREENSHOTS.resolve("waves-paused.png"));
      ConsolePage.click(browser, REGION, "Resume");
      browser.awaitText(REGION + " .standing", "restart: wave 2, ", RESTARTED_WITHIN);
      browser.looksLike(420, 860, 2, "light").screenshot(SCREENSHOTS.resolve("waves-narrow.png"));

      browser.awaitText(REGION, "Restart gateways", RESTARTED_WITHIN);
      assertThat(identities(fleet)).doesNotContainAnyElementsOf(before);
      assertThat(browser.complaints()).as("errors of the page").isEmpty();
    }
  }

  private static List<ProcessIdentity> identities(TestFleet fleet) {
    return Stream.of("gw-1", "gw-2")
        .map(gateway -> fleet.process(gateway).identity().orElseThrow())
        .toList();
  }
}
