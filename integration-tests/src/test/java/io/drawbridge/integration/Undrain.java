package io.drawbridge.integration;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Takes back every drain in the shared fleet's first region after each test, however that has
 * ended, and returns when all gateways take clients: classes that follow find the fleet as it was.
 */
final class Undrain implements AfterEachCallback {
  private static final Duration WITHIN = Duration.ofSeconds(60);

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    TestFleet fleet = SharedFleet.fleet(context);
    ControlPlaneRest rest = fleet.rest("cp-1");
    for (JsonNode operation : live(rest)) {
      rest.post("operations/" + operation.get("id").asText() + "/abort", "{}");
    }
    await("no operation is under way").atMost(WITHIN).until(() -> live(rest).isEmpty());
    for (JsonNode gateway : rest.get("gateways").body().get("items")) {
      if (gateway.get("state").asText().equals("DRAINING")) {
        rest.post("gateways/" + gateway.get("gateway").asText() + "/undrain", "{}");
      }
    }
    await("no operation is under way").atMost(WITHIN).until(() -> live(rest).isEmpty());
    await("all gateways take clients").atMost(WITHIN).until(fleet::isWhole);
  }

  private static JsonNode live(ControlPlaneRest rest) throws Exception {
    return rest.get("operations?over=false").body().get("items");
  }
}
