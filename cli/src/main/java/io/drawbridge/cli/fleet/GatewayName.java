package io.drawbridge.cli.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A gateway as it is named on the command line: {@code gw-1} where only one region has it, else
 * {@code region/gw-1}.
 */
record GatewayName(String region, String gateway) {
  static GatewayName resolve(String given, ControlPlaneApi api)
      throws IOException, InterruptedException {
    int slash = given.indexOf('/');
    if (slash >= 0) {
      return new GatewayName(given.substring(0, slash), given.substring(slash + 1));
    }
    JsonNode fleet = api.get("/api/v1/fleet").good();
    List<String> regions = new ArrayList<>();
    for (JsonNode gateway : fleet.path("gateways")) {
      if (gateway.path("gateway").asText().equals(given)) {
        regions.add(gateway.path("region").asText());
      }
    }
    if (regions.size() > 1) {
      throw new IOException(
          "%s: in %s (expected: %s/%s)"
              .formatted(given, String.join(" and ", regions), regions.getFirst(), given));
    }
    String own = fleet.path("region").asText();
    return new GatewayName(regions.isEmpty() ? own : regions.getFirst(), given);
  }

  /** Control planes of its region, which alone know everything about it. */
  ControlPlaneApi known(ControlPlaneApi api) throws IOException, InterruptedException {
    ControlPlaneApi nearest = api.nearest(region);
    String teller = nearest.get("/api/v1/fleet").good().path("region").asText();
    if (!teller.equals(region)) {
      throw new IOException(
          "no control plane of %s answers, one of %s does (expected: one of %s)"
              .formatted(region, teller, region));
    }
    return nearest;
  }

  /** Where any control plane is asked to do something about it. */
  String order(String verb) {
    return path() + "/" + verb + "?region=" + URLEncoder.encode(region, StandardCharsets.UTF_8);
  }

  String path() {
    return "/api/v1/gateways/" + gateway;
  }

  @Override
  public String toString() {
    return region + "/" + gateway;
  }
}
