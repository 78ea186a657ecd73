package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The console's page in a real browser. */
final class ConsolePage {
  static final Duration SHOWN_WITHIN = Duration.ofSeconds(30);

  private ConsolePage() {}

  /** The page of region local-1, live, in the dark. Skips the test where there is no page. */
  static Chromium open(TestFleet fleet) throws Exception {
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

  /** The button of that name among the actions of what is selected, once it is there. */
  static void click(Chromium browser, String of, String name) throws Exception {
    browser.awaitText(of + " .actions", name, SHOWN_WITHIN);
    String button =
        "[...document.querySelectorAll('%s .actions button')].find(b => b.textContent === '%s')"
            .formatted(of, name);
    assertThat(browser.evaluate(button + ".click() === undefined").asBoolean()).isTrue();
  }
}
