package io.drawbridge.integration;

import static io.drawbridge.integration.ConsolePage.SHOWN_WITHIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does on the console's page about policies, in a real browser. */
@ExtendWith(SharedFleet.class)
@Order(4)
@Timeout(180)
final class ConsolePolicyIT {
  private static final String CARD = "section[aria-labelledby=\"policies\"] li";
  private static final String ROLLOUT = CARD + " .rollout";
  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  @TempDir Path folder;

  @AfterEach
  void takeAway(TestFleet fleet) throws Exception {
    CommandRun gone = CommandRun.of(fleet, "policy", "rm", "console-limits", "-r", "local-1");
    assertThat(gone.code()).as(gone.text()).isZero();
  }

  @Test
  void aRolloutIsPausedResumedAbortedAndAVersionPutBack(TestFleet fleet) throws Exception {
    try (Chromium browser = ConsolePage.open(fleet)) {
      apply(fleet, 1_000_000, "--at-once", "--watch");
      browser.awaitText(CARD, "console-limits", SHOWN_WITHIN);
      browser.awaitText(CARD, "version 1", SHOWN_WITHIN);

      dryRun(fleet, 900_000);
      browser.awaitText(CARD, "Dry run: tried on 2 of 2 gateways", SHOWN_WITHIN);
      apply(fleet, 900_000, "--stages", "1,100%", "--bake", "10m");
      browser.awaitText(ROLLOUT, "stage 1 of 2 (one gateway)", SHOWN_WITHIN);
      browser.awaitText(ROLLOUT, "1 of 1 have it", SHOWN_WITHIN);
      ConsolePage.click(browser, CARD, "Pause");
      browser.awaitText(ROLLOUT, "Version 2: Paused, stage 1 of 2", SHOWN_WITHIN);
      browser.screenshot(SCREENSHOTS.resolve("policy-paused.png"));
      ConsolePage.click(browser, CARD, "Resume");
      browser.awaitText(CARD, "Pause", SHOWN_WITHIN);

      ConsolePage.click(browser, CARD, "Abort");
      ConsolePage.click(browser, CARD, "Take the version back everywhere");
      browser.awaitText(ROLLOUT, "Version 2: Aborted", SHOWN_WITHIN);
      assertThat(shown(fleet)).contains("rate: 1000000");

      apply(fleet, 800_000, "--at-once", "--watch");
      browser.awaitText(CARD, "version 3", SHOWN_WITHIN);
      ConsolePage.click(browser, CARD, "Roll back");
      ConsolePage.click(browser, CARD, "Put the version before in force, everywhere at once");
      browser.awaitText(CARD, "version 4", SHOWN_WITHIN);
      browser.screenshot(SCREENSHOTS.resolve("policy-rolled-back.png"));
      assertThat(browser.complaints()).as("errors of the page").isEmpty();
    }
  }

  private void apply(TestFleet fleet, int rate, String... how) throws Exception {
    command(fleet, "apply", rate, how);
  }

  private void dryRun(TestFleet fleet, int rate) throws Exception {
    command(fleet, "dry-run", rate, "--for", "1s");
  }

  private void command(TestFleet fleet, String verb, int rate, String... how) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("limits.yaml"),
            """
            kind: Throttle
            name: console-limits
            limits:
              - {name: all, per: gateway, rate: %d}
            """
                .formatted(rate));
    String[] command = new String[5 + how.length];
    System.arraycopy(
        new String[] {"policy", verb, file.toString(), "-r", "local-1"}, 0, command, 0, 5);
    System.arraycopy(how, 0, command, 5, how.length);
    CommandRun run = CommandRun.of(fleet, command);
    assertThat(run.code()).as(run.text()).isZero();
  }

  private static String shown(TestFleet fleet) throws Exception {
    return CommandRun.of(fleet, "policy", "show", "console-limits", "-r", "local-1").text();
  }
}
