package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page in a real browser shows what happens to the fleet, when it happens. */
@ExtendWith({SharedFleet.class, Undrain.class})
@Order(1)
@Timeout(300)
final class ConsoleIT {
  private static final String VICTIM = "tr[data-gateway=\"local-1/gw-2\"]";
  private static final String ACTIONS = VICTIM + " .actions";
  private static final Duration SHOWN_WITHIN = Duration.ofSeconds(20);

  /** The page asks clients over a minute. */
  private static final Duration DRAINED_WITHIN = Duration.ofMinutes(2);

  /** 1 s until the fleet of tests calls a lost stream suspect; the rest is the way to the eye. */
  private static final Duration MARKED_WITHIN = Duration.ofSeconds(3);

  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  @Test
  void aKilledGatewayIsMarkedWithinSeconds(TestFleet fleet) throws Exception {
    String console = console(fleet);
    try (Chromium browser = Chromium.start(Browsers.chromium())) {
      browser.looksLike(1280, 860, 1, "light").open(console + "#token=" + fleet.apiToken());
      browser.awaitText(".link-status", "Live", SHOWN_WITHIN);
      browser.awaitText(VICTIM, "Up", SHOWN_WITHIN);
      assertThat(browser.evaluate("location.href").asText())
          .as("the token does not stay in the address")
          .isEqualTo(console);
      browser.screenshot(SCREENSHOTS.resolve("all-is-well.png"));

      fleet.local().kill("gw-2");
      long killed = System.nanoTime();
      try {
        browser.awaitText(VICTIM, "Suspect", MARKED_WITHIN);
        System.out.printf("console.marked_seconds: %.2f%n", (System.nanoTime() - killed) / 1e9);
        browser.awaitText(".attention", "gw-2 in local-1", MARKED_WITHIN);
        browser.screenshot(SCREENSHOTS.resolve("gateway-killed.png"));
        browser.looksLike(1280, 860, 1, "dark");
        browser.screenshot(SCREENSHOTS.resolve("gateway-killed-dark.png"));
      } finally {
        fleet.local().start("gw-2");
      }

      browser.awaitText(VICTIM, "Up", SHOWN_WITHIN);
      assertThat(browser.complaints()).as("errors of the page").isEmpty();
    }
  }

  @Test
  void drainsAGatewayByTwoClicksAndTakesThatBackByOne(TestFleet fleet) throws Exception {
    String console = console(fleet);
    try (ConnectProcess one = fleet.connectOn("gw-2", "console-a");
        ConnectProcess two = fleet.connectOn("gw-2", "console-b");
        Chromium browser = Chromium.start(Browsers.chromium())) {
      browser.looksLike(1280, 860, 1, "light").open(console + "#token=" + fleet.apiToken());
      browser.awaitText(ACTIONS, "Drain", SHOWN_WITHIN);

      click(browser, "Drain");
      browser.awaitText(ACTIONS, "Move all clients away", SHOWN_WITHIN);
      browser.screenshot(SCREENSHOTS.resolve("gateway-drain-asked.png"));
      click(browser, "Move all clients away");
      browser.awaitText(ACTIONS, " of 2 left", SHOWN_WITHIN);
      browser.screenshot(SCREENSHOTS.resolve("gateway-drains.png"));
      browser.looksLike(1280, 860, 1, "dark");
      browser.screenshot(SCREENSHOTS.resolve("gateway-drains-dark.png"));
      browser.looksLike(1280, 860, 1, "light");
      browser.awaitText(ACTIONS, "Undrain", DRAINED_WITHIN);
      browser.awaitText(VICTIM, "Draining", SHOWN_WITHIN);
      await("both are elsewhere")
          .atMost(SHOWN_WITHIN)
          .until(() -> one.isNowOn("gw-1") && two.isNowOn("gw-1"));

      click(browser, "Undrain");
      browser.awaitText(VICTIM, "Up", SHOWN_WITHIN);
      assertThat(browser.complaints()).as("errors of the page").isEmpty();
    }
  }

  /** The button of the victim that says this. */
  private static void click(Chromium browser, String text) throws Exception {
    browser.evaluate(
        "[...document.querySelectorAll('%s button')].find(b => b.textContent === '%s').click()"
            .formatted(VICTIM, text));
  }

  @Test
  void withoutATokenThePageAsksForOne(TestFleet fleet) throws Exception {
    String console = console(fleet);
    try (Chromium browser = Chromium.start(Browsers.chromium())) {
      browser.looksLike(1000, 700, 1, "light").open(console);
      browser.awaitText("label", "API token", SHOWN_WITHIN);

      browser.type("not the token");
      browser.press("Enter");
      browser.awaitText("[role=alert]", "does not accept", SHOWN_WITHIN);
      browser.screenshot(SCREENSHOTS.resolve("wrong-token.png"));

      browser.type(fleet.apiToken());
      browser.press("Enter");
      browser.awaitText(".link-status", "Live", SHOWN_WITHIN);
    }
  }

  /** Its address; skips the test if the fleet serves none. */
  private static String console(TestFleet fleet) throws Exception {
    String address = "http://" + fleet.process("cp-1").addresses().get("rest") + "/";
    assumeTrue(
        answer(address).contains("id=\"root\""),
        "the console was not built (expected: Node >= 20.19 and npm)");
    return address;
  }

  private static String answer(String address) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
      return http.send(request, BodyHandlers.ofString()).body();
    }
  }
}
