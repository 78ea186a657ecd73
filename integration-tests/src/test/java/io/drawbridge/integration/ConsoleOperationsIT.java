package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drawbridge.cli.context.ProcessIdentity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
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

  private static final Duration SHOWN_WITHIN = Duration.ofSeconds(30);
  private static final int CLIENTS = 12;
  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  @Test
  void aDrainIsFollowedAndAborted(TestFleet fleet) throws Exception {
    List<ChatUser> users = new ArrayList<>();
    try (Chromium browser = opened(fleet)) {
      for (int i = 0; i < CLIENTS; i++) {
        users.add(ChatUser.connect(fleet.document(), 1, "drained-" + i, _ -> {}));
      }
      users.forEach(user -> user.awaitConnected(SHOWN_WITHIN));
      browser.awaitText(HERE, "Drain", SHOWN_WITHIN);

      click(browser, HERE, "Drain");
      click(browser, HERE, "Move all clients away");

      browser.awaitText(HERE + " .standing", "drain: ", SHOWN_WITHIN);
      browser.awaitText(HERE + " .standing", " left, at most ", SHOWN_WITHIN);
      browser.awaitText(HERE, "Abort", SHOWN_WITHIN);
      browser.screenshot(SCREENSHOTS.resolve("drain-dark.png"));
      browser.looksLike(1280, 860, 1, "light").screenshot(SCREENSHOTS.resolve("drain.png"));
      browser.looksLike(420, 860, 2, "dark").screenshot(SCREENSHOTS.resolve("drain-narrow.png"));
      click(browser, HERE, "Abort");

      browser.awaitText(HERE, "Up", SHOWN_WITHIN);
      browser.awaitText(HERE, "Drain", SHOWN_WITHIN);
      assertThat(browser.complaints()).as("errors of the page").isEmpty();
    } finally {
      users.forEach(ChatUser::close);
    }
  }

  @Test
  void anOrderForARegionThatIsCutOffIsSeenToWaitAndCanBeStopped(TestFleet fleet) throws Exception {
    try (Chromium browser = opened(fleet)) {
      browser.awaitText(THERE, "Drain", SHOWN_WITHIN);
      fleet.local().stop("local-2/cp-1");
      try {
        browser.awaitText("#region-local-2", "not heard", SHOWN_WITHIN);

        click(browser, THERE, "Drain");
        click(browser, THERE, "Move all clients away");

        browser.awaitText(THERE + " .standing", "local-2 does not answer", SHOWN_WITHIN);
        browser.screenshot(SCREENSHOTS.resolve("order-waits-dark.png"));
        click(browser, THERE, "Abort");
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
    try (Chromium browser = opened(fleet)) {
      click(browser, REGION, "Restart gateways");
      click(browser, REGION, "Replace all processes, in waves");

      browser.awaitText(REGION + " .standing", "restart: wave 1, ", SHOWN_WITHIN);
      browser.awaitText(REGION, "Stop", SHOWN_WITHIN);
      browser.screenshot(SCREENSHOTS.resolve("waves-dark.png"));
      click(browser, REGION, "Pause");
      browser.awaitText(REGION + " .standing", "restart: paused: wave 1, ", SHOWN_WITHIN);
      browser.screenshot(SCREENSHOTS.resolve("waves-paused.png"));
      click(browser, REGION, "Resume");
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

  /** On the page, in the dark. */
  private static Chromium opened(TestFleet fleet) throws Exception {
    String console = "http://" + fleet.process("cp-1").addresses().get("rest") + "/";
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(console)).build();
      assumeTrue(
          http.send(request, BodyHandlers.ofString()).body().contains("id=\"root\""),
          "the console was not built (expected: Node >= 20.19 and npm)");
    }
    Chromium browser = Chromium.start(Browsers.chromium());
    browser.looksLike(1280, 860, 1, "dark").open(console + "#token=" + fleet.apiToken());
    browser.awaitText(".link-status", "Live", SHOWN_WITHIN);
    return browser;
  }

  /** The button of that name in the row, once it is there. */
  private static void click(Chromium browser, String row, String name) throws Exception {
    browser.awaitText(row + " .actions", name, SHOWN_WITHIN);
    String button =
        "[...document.querySelectorAll('%s .actions button')].find(b => b.textContent === '%s')"
            .formatted(row, name);
    assertThat(browser.evaluate(button + ".click() === undefined").asBoolean()).isTrue();
  }
}
