package io.drawbridge.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.local.FleetSettings;
import io.drawbridge.cli.local.FleetSize;
import io.drawbridge.cli.local.LocalFleet;
import io.drawbridge.cli.local.LocalProcess;
import io.drawbridge.cli.local.Restart;
import io.drawbridge.cli.local.Timers;
import io.drawbridge.process.config.HostPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A fleet of two regions with the timers of tests, each with two gateways and one of each other
 * role. Processes are named as on the command line: {@code gw-1}, {@code local-2/gw-1}.
 */
final class TestFleet implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final int REGIONS = 2;

  private final LocalFleet fleet;
  private final int regions;
  private final HttpClient http = HttpClient.newHttpClient();

  private TestFleet(LocalFleet fleet, int regions) {
    this.fleet = fleet;
    this.regions = regions;
  }

  static TestFleet start() throws Exception {
    ConsoleBuild.offer();
    return start(FleetSize.ofRegions(REGIONS));
  }

  /** With two gateways a region, and as many control planes and etcd members as it says. */
  static TestFleet start(FleetSize size) throws Exception {
    FleetSettings settings =
        new FleetSettings(
            TestPaths.WORK,
            TestPaths.LIB,
            TestPaths.SERVERS,
            LocalFleet.freeBasePort(),
            size,
            Timers.TEST,
            Restart.ALWAYS,
            Map.of());
    LocalFleet fleet = LocalFleet.create(settings, event -> System.out.println("fleet: " + event));
    fleet.start();
    return new TestFleet(fleet, size.regions());
  }

  /** Kills, stops and starts processes. */
  LocalFleet local() {
    return fleet;
  }

  FleetDocument document() {
    return fleet.document();
  }

  int regions() {
    return regions;
  }

  String apiToken() {
    return fleet.document().apiToken();
  }

  LocalProcess process(String name) {
    return fleet.process(name);
  }

  /** The name of a region's process: {@code local-2/gw-1}. */
  static String nameIn(int region, String process) {
    return region == 1 ? process : "local-" + region + "/" + process;
  }

  /** The REST API of a control plane. */
  ControlPlaneRest rest(String controlPlane) {
    return new ControlPlaneRest(process(controlPlane).addresses().get("rest"), apiToken());
  }

  /** The file it was started with. */
  Path configuration(String name) {
    return fleet.home().resolve("fleet/local-1").resolve(name + ".yaml");
  }

  /** A client in the gateway's region; see `drawbridge connect --help` for the arguments. */
  ConnectProcess connect(int region, String user, String... arguments) throws IOException {
    return ConnectProcess.start(
        List.of(), fleet.home().resolve("fleet.json"), "local-" + region, user, arguments);
  }

  /**
   * A client connected to this gateway. Weights move while a fleet warms up, so a user's gateway
   * can change between ipconfig's answer here and the client's own question: then another user is
   * tried.
   */
  ConnectProcess connectOn(String gateway, String prefix, String... arguments) throws Exception {
    for (int i = 0; i < 20; i++) {
      ConnectProcess client = connect(regionOf(gateway), userOf(gateway, prefix + i), arguments);
      if (client.awaitConnected().equals(gateway)) {
        return client;
      }
      client.close();
    }
    throw new AssertionError("no client " + prefix + " came to " + gateway);
  }

  /** A user that ipconfig sends to this gateway now. */
  String userOf(String gateway, String prefix) throws Exception {
    for (int i = 0; i < 2_000; i++) {
      String user = prefix + "-" + i;
      if (gatewayOf(regionOf(gateway), user).equals(gateway)) {
        return user;
      }
    }
    throw new AssertionError("no user " + prefix + "-* is sent to " + gateway);
  }

  private static int regionOf(String name) {
    return name.contains("/") ? Integer.parseInt(name.substring(6, name.indexOf('/'))) : 1;
  }

  private String gatewayOf(int region, String user) throws Exception {
    JsonNode answer =
        get(
            "http://"
                + process(nameIn(region, "ipc-1")).addresses().get("http")
                + "/v1/ipconfig?app=default&proto=tcp&did="
                + user);
    return nameIn(region, answer.at("/endpoints/0/id").asText());
  }

  /** The gateway as its region's control plane describes it. */
  private JsonNode gateway(int region, String name) throws Exception {
    HostPort rest = process(nameIn(region, "cp-1")).addresses().get("rest");
    return get("http://" + rest + "/api/v1/gateways/" + name);
  }

  /** A process's answer to /readyz. */
  JsonNode readiness(String name) throws Exception {
    return get("http://" + process(name).addresses().get("operations") + "/readyz");
  }

  private JsonNode get(String uri) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(uri))
            .timeout(Duration.ofSeconds(5))
            .header("Authorization", "Bearer " + fleet.document().apiToken())
            .build();
    return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  /** All gateways take new clients: what a test may rely on at its beginning. */
  boolean isWhole() {
    return IntStream.rangeClosed(1, regions).allMatch(this::isWhole);
  }

  private boolean isWhole(int region) {
    try {
      for (String gateway : List.of("gw-1", "gw-2")) {
        JsonNode seen = gateway(region, gateway);
        JsonNode ready = readiness(nameIn(region, gateway));
        if (!ready.at("/checks/registration/status").asText().equals("passing")
            || !seen.path("leased").asBoolean()
            || seen.path("weight").asDouble() <= 0) {
          return false;
        }
      }
      return answered(region).size() == 2;
    } catch (Exception e) {
      return false; // not yet
    }
  }

  /** The gateways that the region's ipconfig sends anybody of 200 users to; stops at two. */
  Set<String> answered(int region) throws Exception {
    Set<String> answered = new HashSet<>();
    for (int i = 0; i < 200 && answered.size() < 2; i++) {
      answered.add(gatewayOf(region, "whole-" + i));
    }
    return answered;
  }

  @Override
  public void close() {
    fleet.close();
  }
}
