package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A drain of gw-1 that takes some seconds, as control planes tell of it. */
record DrainUnderWay(ControlFleet fleet, String id) {
  private static final Duration WITHIN = Duration.ofSeconds(60);

  /** Clients leave in the middle of it. */
  private static final String ORDER = "{\"by\": \"test\", \"windowMillis\": 12000}";

  /** Returns when one client has left and others have not. */
  static DrainUnderWay begin(ControlFleet fleet, String controlPlane) throws Exception {
    ControlPlaneRest.Answer asked = fleet.rest(controlPlane).post("gateways/gw-1/drain", ORDER);
    assertThat(asked.status()).as(asked.toString()).isEqualTo(202);
    DrainUnderWay drain = new DrainUnderWay(fleet, asked.body().get("id").asText());
    await("some clients have left, others not")
        .atMost(WITHIN)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          JsonNode progress = drain.as(controlPlane).path("progress");
          return progress.path("told").asInt() > 0
              && progress.path("left").asInt() > 0
              && progress.path("left").asInt() < progress.path("total").asInt();
        });
    return drain;
  }

  /** As this control plane knows it now. */
  JsonNode as(String controlPlane) throws Exception {
    return fleet.operation(controlPlane, id);
  }

  JsonNode awaitEnd(String controlPlane) throws Exception {
    await("the drain is over")
        .atMost(WITHIN)
        .ignoreExceptions()
        .until(() -> as(controlPlane).path("over").asBoolean());
    return as(controlPlane);
  }

  /** Its history: who wrote each line, and what. */
  static List<String> history(JsonNode operation) {
    List<String> lines = new ArrayList<>();
    for (JsonNode note : operation.path("notes")) {
      lines.add(note.path("by").asText() + ": " + note.path("text").asText());
    }
    return lines;
  }

  /** Takes it back; returns when all gateways take clients. */
  static void takeBack(ControlFleet fleet) throws Exception {
    ControlPlaneRest rest = fleet.rest(fleet.awaitLeader());
    for (JsonNode live : rest.get("operations?over=false").body().path("items")) {
      rest.post("operations/" + live.path("id").asText() + "/abort", "{}");
    }
    await("nothing is under way")
        .atMost(WITHIN)
        .until(() -> rest.get("operations?over=false").body().path("items").isEmpty());
    rest.post("gateways/gw-1/undrain", "{}");
    fleet.awaitWhole();
  }
}
