package io.drawbridge.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drawbridge.cli.local.FleetSettings;
import io.drawbridge.cli.local.LocalFleet;
import io.drawbridge.cli.local.LocalProcess;
import io.drawbridge.cli.local.Timers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;

/** A one-region fleet of real processes with the timers of tests. */
final class TestFleet implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final LocalFleet fleet;
  private final HttpClient http = HttpClient.newHttpClient();

  private TestFleet(LocalFleet fleet) {
    this.fleet = fleet;
  }

  static TestFleet start() throws Exception {
    ConsoleBuild.offer();
    FleetSettings settings =
        new FleetSettings(
            TestPaths.WORK,
            TestPaths.LIB,
            TestPaths.SERVERS,
            LocalFleet.freeBasePort(),
            1,
            Timers.TEST);
    LocalFleet fleet = LocalFleet.create(settings, event -> System.out.println("fleet: " + event));
    fleet.start();
    return new TestFleet(fleet);
  }

  String apiToken() {
    return fleet.document().apiToken();
  }

  LocalProcess process(String name) {
    return fleet.process(name);
  }

  /** The file it was started with. */
  Path configuration(String name) {
    return fleet.home().resolve("fleet/local-1").resolve(name + ".yaml");
  }

  /** Starts a process that was killed and waits until it is ready. */
  void startAgain(String name) throws Exception {
    process(name).start();
    process(name).awaitReady(READY_WITHIN);
  }

  /** A client of the fleet; see `drawbridge connect --help` for the arguments. */
  ConnectProcess connect(String user, String... arguments) throws IOException {
    return ConnectProcess.start(fleet.home().resolve("fleet.json"), user, arguments);
  }

  /**
   * A client connected to this gateway. Weights move while a fleet warms up, so a user's gateway
   * can change between ipconfig's answer here and the client's own question: then another user is
   * tried.
   */
  ConnectProcess connectOn(String gateway, String prefix, String... arguments) throws Exception {
    for (int i = 0; i < 20; i++) {
      ConnectProcess client = connect(userOf(gateway, prefix + i), arguments);
      if (client.awaitConnected().equals(gateway)) {
        return client;
      }
      client.close();
    }
    throw new AssertionError("no client " + prefix + " came to " + gateway);
  }

  /** A user that ipconfig sends to this gateway now. */
  String userOf(String gateway, String prefix) throws Exception {
    for (int i = 0; i < 200; i++) {
      String user = prefix + "-" + i;
      if (gatewayOf(user).equals(gateway)) {
        return user;
      }
    }
    throw new AssertionError("no user " + prefix + "-* is sent to " + gateway);
  }

  private String gatewayOf(String user) throws Exception {
    JsonNode answer =
        get(
            "http://"
                + process("ipc-1").addresses().get("http")
                + "/v1/ipconfig?app=default&proto=tcp&did="
                + user);
    return answer.at("/endpoints/0/id").asText();
  }

  /** The gateway as the control plane's REST API describes it. */
  JsonNode gateway(String name) throws Exception {
    return get("http://" + process("cp-1").addresses().get("rest") + "/api/v1/gateways/" + name);
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

  /** Both gateways take new clients: what a test may rely on at its beginning. */
  boolean isWhole() {
    try {
      for (String gateway : new String[] {"gw-1", "gw-2"}) {
        JsonNode seen = gateway(gateway);
        boolean registered =
            readiness(gateway).at("/checks/registration/status").asText().equals("passing");
        if (!registered
            || !seen.path("leased").asBoolean()
            || seen.path("weight").asDouble() <= 0) {
          return false;
        }
      }
      return IntStream.range(0, 200)
              .mapToObj(i -> "whole-" + i)
              .map(this::quietGatewayOf)
              .distinct()
              .limit(2)
              .count()
          == 2;
    } catch (Exception e) {
      return false; // not yet
    }
  }

  private String quietGatewayOf(String user) {
    try {
      return gatewayOf(user);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    fleet.close();
  }
}
