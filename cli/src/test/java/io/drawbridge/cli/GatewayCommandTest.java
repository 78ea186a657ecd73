package io.drawbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an HTTP server that answers as a control plane does. */
class GatewayCommandTest {
  private static final String FLEET =
      """
      {"region":"eu","replica":"cp-1","troubles":{},
       "regions":[{"region":"eu","score":0.93,"leader":"cp-2","snapshotAgeMillis":400,
                   "gatewaysByState":{"UP":1,"DRAINING":1},"alarms":["something"]}],
       "gateways":[
         {"gateway":"gw-1","region":"eu","state":"UP","heard":true,"weight":8500.26,"headroom":0.93,
          "limitingResource":"cpu","connections":12,"addresses":["10.0.0.1:7000"]},
         {"gateway":"gw-2","region":"eu","state":"DRAINING","heard":true,"weight":0,"headroom":0,
          "limitingResource":"","connections":3,"addresses":[]},
         {"gateway":"gw-2","region":"us","state":"UP","heard":true,"weight":1,"headroom":1,
          "limitingResource":"","connections":1,"addresses":[]}]}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();

  /** By path; the last answer stays. */
  private final ConcurrentHashMap<String, Deque<Answer>> answers = new ConcurrentHashMap<>();

  private HttpServer controlPlane;

  private record Answer(int status, String body) {}

  @BeforeEach
  void start() throws IOException {
    controlPlane = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    controlPlane.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          requests.add(exchange.getRequestURI() + " " + body.replaceAll("\\s", ""));
          String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
          if (key != null) {
            keys.add(key);
          }
          Deque<Answer> due = answers.get(exchange.getRequestURI().toString());
          Answer answer = due.size() > 1 ? due.removeFirst() : due.getFirst();
          byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.status(), bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    controlPlane.start();
    answer("/api/v1/fleet", 200, FLEET);
    answer("/api/v1/health", 200, "{}");
  }

  @AfterEach
  void stop() {
    controlPlane.stop(0);
  }

  @Test
  void listsGatewaysInColumns() {
    assertThat(run("gateway", "ls")).as(err.toString()).isZero();

    assertThat(out.toString().lines())
        .element(1)
        .isEqualTo("eu/gw-1  up        8500.3  93 %      cpu         12       10.0.0.1:7000");
    assertThat(out.toString().lines()).element(2).asString().startsWith("eu/gw-2  draining  0.0");
  }

  @Test
  void showsRegionsWithTheirLeadersAndAlarms() {
    assertThat(run("fleet", "status")).as(err.toString()).isZero();

    assertThat(out.toString())
        .containsPattern("eu +93 +cp-2 +1 up, 1 draining +15 +0.4 s")
        .contains("eu: something");
  }

  @Test
  void printsJsonAsTheControlPlaneSaidIt() {
    assertThat(run("gateway", "ls", "-o", "json")).as(err.toString()).isZero();

    assertThat(out.toString()).contains("\"weight\"").contains("8500.26");
  }

  @Test
  void followsADrainToItsEnd() {
    answer("/api/v1/gateways/gw-1/drain?region=eu", 202, operation("pending", 1, "", 0, false));
    answer("/api/v1/operations/drain-1", 200, operation("running", 2, "hold", 0, false));
    answer("/api/v1/operations/drain-1", 200, operation("running", 3, "drain", 7, false));
    answer("/api/v1/operations/drain-1", 200, operation("done", 4, "drain", 0, true));

    int code = run("gateway", "drain", "gw-1", "--over", "2m", "--watch");

    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            drain-1 eu/gw-1: pending
            drain-1 eu/gw-1: running, step 1 (hold)
            drain-1 eu/gw-1: running, step 1 (drain), 7 of 10 left, 9 told, 2 away, at most 42 s
            drain-1 eu/gw-1: done, it is over
            """);
    assertThat(requests)
        .anyMatch(request ->
            request.startsWith(
                "/api/v1/gateways/gw-1/drain?region=eu {\"windowMillis\":120000,\"by\":"));
  }

  @Test
  void asksForARestartWithWhatIsToBeRun() {
    answer("/api/v1/gateways/gw-1/restart?region=eu", 202, operation("pending", 1, "", 0, false));
    answer("/api/v1/operations/drain-1", 200, operation("done", 2, "restart", 0, true));

    int code = run("gateway", "restart", "gw-1", "--artifact", "gateway-2.0", "--watch");

    assertThat(code).as(err.toString()).isZero();
    assertThat(requests)
        .anyMatch(request ->
            request.startsWith(
                "/api/v1/gateways/gw-1/restart?region=eu {\"artifact\":\"gateway-2.0\",\"by\":"));
  }

  @Test
  void followsTheRestartOfARegionWaveByWave() {
    answer("/api/v1/fleet/restart?region=eu", 202, waves("pending", 1, "null", false));
    answer(
        "/api/v1/operations/restart_waves-1",
        200,
        waves(
            "running",
            2,
            "{\"wave\":2,\"done\":3,\"of\":20,\"fault\":\"\",\"etaMillis\":41500}",
            false));
    answer(
        "/api/v1/operations/restart_waves-1",
        200,
        waves(
            "aborting",
            3,
            "{\"wave\":2,\"done\":3,\"of\":20,\"fault\":\"gw-1: slow\",\"etaMillis\":null}",
            false));
    answer(
        "/api/v1/operations/restart_waves-1",
        200,
        waves(
            "failed",
            4,
            "{\"wave\":2,\"done\":3,\"of\":20,\"fault\":\"gw-1: slow\",\"etaMillis\":null}",
            true));

    int code =
        run(
            "fleet",
            "restart",
            "-r",
            "eu",
            "--artifact",
            "gateway-2.0",
            "--pause",
            "2m",
            "--watch");

    assertThat(code).as(err.toString()).isEqualTo(1);
    assertThat(out.toString())
        .isEqualTo(
            """
            restart_waves-1 eu: pending
            restart_waves-1 eu: running, wave 2, 3 of 20 gateways restarted, about 42 s
            restart_waves-1 eu: aborting, wave 2, 3 of 20 gateways restarted, taking back: gw-1: slow
            restart_waves-1 eu: failed, it is over
            """);
    assertThat(requests)
        .anyMatch(request ->
            request.startsWith(
                "/api/v1/fleet/restart?region=eu {\"artifact\":\"gateway-2.0\",\"pauseMillis\":120000,"));
  }

  @Test
  void withoutARegionAllAreRestarted() {
    String body =
        """
        {"id":"restart_fleet-1","region":"eu","gateway":"","kind":"restart_fleet","state":"%s",
         "over":%s,"step":0,"action":"","text":"%s","updatedUnixMillis":%d}
        """;
    answer("/api/v1/fleet/restart?region=*", 202, body.formatted("pending", false, "", 1));
    answer(
        "/api/v1/operations/restart_fleet-1",
        200,
        body.formatted("running", false, "us: wave 1 of 4: 0 of 3 gateways restarted", 2));
    answer("/api/v1/operations/restart_fleet-1", 200, body.formatted("done", true, "us: 3", 3));

    assertThat(run("fleet", "restart", "--watch")).as(err.toString()).isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            restart_fleet-1 all regions: pending
            restart_fleet-1 all regions: running, us: wave 1 of 4: 0 of 3 gateways restarted
            restart_fleet-1 all regions: done, us: 3
            """);
  }

  @Test
  void asksAgainWithTheSameKeyUntilThereIsALeader() {
    String undrain = "/api/v1/gateways/gw-1/undrain?region=eu";
    answer(undrain, 503, "{\"code\":\"api.no-leader\",\"detail\":\"none\"}");
    answer(undrain, 202, operation("pending", 1, "", 0, false));

    assertThat(run("gateway", "undrain", "gw-1")).as(err.toString()).isZero();

    assertThat(keys).hasSize(2);
    assertThat(keys.getFirst()).isEqualTo(keys.getLast()).isNotEmpty();
  }

  @Test
  void aFailedOperationIsAFailedCommand() {
    answer("/api/v1/operations/drain-1", 200, operation("failed", 1, "drain", 3, true));

    assertThat(run("operation", "watch", "drain-1")).isEqualTo(1);
    assertThat(out.toString()).isEqualTo("drain-1 eu/gw-1: failed, it is over\n");
  }

  @Test
  void anAbortThatSucceedsIsAGoodCommand() {
    answer("/api/v1/operations/drain-1", 200, operation("running", 1, "drain", 3, false));
    answer("/api/v1/operations/drain-1", 200, operation("aborted", 3, "undrain", 3, true));
    answer("/api/v1/operations/drain-1/abort", 202, operation("aborting", 2, "undrain", 3, false));

    assertThat(run("operation", "abort", "drain-1", "--watch")).as(err.toString()).isZero();
    assertThat(out.toString()).endsWith("drain-1 eu/gw-1: aborted, it is over\n");
  }

  @Test
  void aRestartInWavesIsPausedAndGoesOn() {
    String waves = "{\"wave\":2,\"done\":3,\"of\":20,\"fault\":\"\",\"etaMillis\":null}";
    String running = waves("running", 2, waves, false);
    String at = "/api/v1/operations/restart_waves-1";
    answer(at, 200, running);
    answer(at + "/pause", 202, running.replace("\"step\"", "\"paused\":true,\"step\""));
    answer(at + "/resume", 202, running);

    assertThat(run("operation", "pause", "restart_waves-1")).as(err.toString()).isZero();
    assertThat(out.toString())
        .isEqualTo("restart_waves-1 eu: running, wave 2, 3 of 20 gateways restarted, paused\n");
    assertThat(run("operation", "resume", "restart_waves-1")).as(err.toString()).isZero();
    assertThat(out.toString()).endsWith("wave 2, 3 of 20 gateways restarted\n");
  }

  @Test
  void refusalsAreToldInTheControlPlanesWords() {
    answer(
        "/api/v1/gateways/gw-1/drain?region=eu",
        409,
        "{\"code\":\"api.operation-conflict\",\"detail\":\"gw-1: drain-2 is under way\"}");

    assertThat(run("gateway", "drain", "gw-1")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "drawbridge gateway drain: gw-1: drain-2 is under way (api.operation-conflict)\n");
  }

  @Test
  void aNameThatTwoRegionsHaveIsNotGuessed() {
    assertThat(run("gateway", "drain", "gw-2")).isEqualTo(1);
    assertThat(err.toString()).contains("gw-2: in eu and us (expected: eu/gw-2)");

    assertThat(requests).noneMatch(request -> request.contains("/drain"));
  }

  @Test
  void aGatewayOfAnotherRegionIsAskedForWhereSomebodyAnswers() {
    answer("/api/v1/gateways/gw-2/drain?region=us", 202, operation("pending", 1, "", 0, false));

    assertThat(run("gateway", "drain", "us/gw-2")).as(err.toString()).isZero();

    assertThat(requests)
        .anyMatch(request -> request.startsWith("/api/v1/gateways/gw-2/drain?region=us "));
  }

  @Test
  void aTimeIsChecked() {
    assertThat(run("gateway", "drain", "gw-1", "--over", "soon")).isEqualTo(2);
    assertThat(err.toString()).contains("--over: \"soon\" (expected: a time such as");
  }

  private void answer(String path, int status, String body) {
    answers.computeIfAbsent(path, key -> new ArrayDeque<>()).add(new Answer(status, body));
  }

  private static String operation(
      String state, long updated, String action, int left, boolean over) {
    return """
    {"id":"drain-1","region":"eu","gateway":"gw-1","kind":"drain","state":"%s","over":%s,"step":%d,
     "action":"%s","text":"%s","updatedUnixMillis":%d,"progress":%s}
    """
        .formatted(
            state,
            over,
            action.isEmpty() ? 0 : 1,
            action,
            over ? "it is over" : "",
            updated,
            left == 0
                ? "null"
                : "{\"total\":10,\"told\":9,\"left\":%d,\"detached\":2,\"etaMillis\":41500}"
                    .formatted(left));
  }

  private static String waves(String state, long updated, String waves, boolean over) {
    return """
    {"id":"restart_waves-1","region":"eu","gateway":"","kind":"restart_waves","state":"%s",
     "over":%s,"step":0,"action":"","text":"%s","updatedUnixMillis":%d,"progress":null,"waves":%s}
    """
        .formatted(state, over, over ? "it is over" : "", updated, waves);
  }

  private int run(String... args) {
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--control-plane";
    all[args.length + 1] = "http://127.0.0.1:" + controlPlane.getAddress().getPort();
    return DrawbridgeCommand.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all);
  }
}
