package io.drawbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against an HTTP server that answers as a control plane does. */
class PolicyCommandTest {
  private static final String TEXT =
      """
      kind: Throttle
      name: chat-limits
      limits:
        - {name: each-user, per: user, rate: 5}
      """;
  private static final String POLICY = "/api/v1/policies/chat-limits";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /** By path; the last answer stays. */
  private final ConcurrentHashMap<String, Deque<Answer>> answers = new ConcurrentHashMap<>();

  @TempDir private Path folder;
  private Path file;
  private HttpServer controlPlane;

  private record Answer(int status, String body) {}

  @BeforeEach
  void start() throws IOException {
    file = Files.writeString(folder.resolve("limits.yaml"), TEXT);
    controlPlane = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    controlPlane.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          requests.add(exchange.getRequestURI() + " " + body.replaceAll("\\s", ""));
          Deque<Answer> due = answers.get(exchange.getRequestURI().toString());
          Answer answer = due.size() > 1 ? due.removeFirst() : due.getFirst();
          byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.status(), bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    controlPlane.start();
    answer("/api/v1/fleet", 200, "{\"region\":\"eu\"}");
  }

  @AfterEach
  void stop() {
    controlPlane.stop(0);
  }

  @Test
  void listsPoliciesInColumns() {
    answer("/api/v1/policies", 200, "{\"items\":[" + policy("rolling-out", false, 1) + "]}");

    assertThat(run("policy", "ls")).as(err.toString()).isZero();

    assertThat(out.toString().lines())
        .element(1)
        .isEqualTo(
            "chat-limits  eu      Throttle  1       2       ada  1970-01-01T00:00:02Z"
                + "  rolling-out  tried");
  }

  @Test
  void listsVersionsTheNewestFirst() {
    answer(POLICY, 200, policy("rolling-out", false, 1));

    assertThat(run("policy", "history", "chat-limits")).as(err.toString()).isZero();

    assertThat(out.toString().lines())
        .containsExactly(
            "VERSION  WHEN                  BY   STANDING     COMMENT",
            "2        1970-01-01T00:00:02Z  ada  rolling out  too loud",
            "1        1970-01-01T00:00:01Z  bob  stable");
  }

  @Test
  void showsTheStableTextUnlessToldOtherwise() {
    answer(POLICY, 200, policy("rolling-out", false, 1));
    answer(POLICY + "/versions/1", 200, "{\"version\":1,\"text\":\"one\\n\"}");
    answer(POLICY + "/versions/2", 200, "{\"version\":2,\"text\":\"two\\n\"}");

    assertThat(run("policy", "show", "chat-limits")).as(err.toString()).isZero();
    assertThat(run("policy", "show", "chat-limits", "--version", "2")).isZero();

    assertThat(out.toString()).isEqualTo("one\ntwo\n");
  }

  @Test
  void showsStagesWithWhatWasMeasuredBesideWhatWasPredicted() {
    answer(POLICY, 200, policy("rolling-out", false, 1));

    assertThat(run("policy", "status", "chat-limits")).as(err.toString()).isZero();

    assertThat(out.toString())
        .contains("version 2 rolling-out, stage 2 of 3 (10 %): 1 of 2 gateways have it; at work")
        .contains("critical and interactive refused at most 1.0 % more; p99 at most 3.0 times")
        .containsPattern("1 +one gateway +60.0 s +1 of 1 +background +200 +50 +25.0 % +24.0 %")
        .containsPattern("2 \\(now\\) +10 % +60.0 s +1 of 2 +background +20 +5 +25.0 % +24.0 %")
        .containsPattern("3 +100 % +60.0 s +- +- +- +- +- +-")
        .contains("1970-01-01T00:00:03Z  ada: began");
  }

  @Test
  void followsARolloutToItsEnd() {
    answer("/api/v1/policies", 202, policy("rolling-out", false, 0));
    answer(POLICY, 200, policy("rolling-out", false, 1));
    answer(POLICY, 200, policy("rolled-out", true, 2));

    assertThat(run("policy", "apply", file.toString(), "--comment", "loud", "--watch"))
        .as(err.toString())
        .isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            chat-limits: version 2 rolling-out, stage 1 of 3 (one gateway): 1 of 1 gateways have it; at work
            chat-limits: version 2 rolling-out, stage 2 of 3 (10 %): 1 of 2 gateways have it; at work
            chat-limits: version 2 rolled-out; at work
            """);
    assertThat(requests)
        .anyMatch(request ->
            request.startsWith("/api/v1/policies {\"text\":\"kind:Throttle")
                && request.contains("\"comment\":\"loud\",\"by\":")
                && !request.contains("plan"));
  }

  @Test
  void aRolloutThatGoesBackIsAFailedCommand() {
    answer("/api/v1/policies", 202, policy("rolling-out", false, 0));
    answer(POLICY, 200, policy("rolled-back", true, 0));

    assertThat(run("policy", "apply", file.toString(), "--watch")).isEqualTo(1);
    assertThat(out.toString()).endsWith("chat-limits: version 2 rolled-back; at work\n");
  }

  @Test
  void aPlanIsWrittenInStages() {
    answer("/api/v1/policies", 202, policy("rolling-out", false, 0));

    assertThat(run("policy", "apply", file.toString(), "--stages", "1,25%,100%", "--bake", "5m"))
        .as(err.toString())
        .isZero();

    assertThat(requests)
        .anyMatch(request ->
            request.contains("\"stages\":[{")
                && request.contains("\"share\":0.25")
                && request.contains("\"bakeMillis\":300000"));
  }

  @Test
  void atOnceHasOneStageAndNoGuards() {
    answer("/api/v1/policies", 202, policy("rolled-out", true, 0));

    assertThat(run("policy", "apply", file.toString(), "--at-once")).as(err.toString()).isZero();

    assertThat(requests)
        .anyMatch(request ->
            request.contains("\"protectedTiers\":[]") && request.contains("\"bakeMillis\":0"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --stages=10         | --stages: "10" (expected: 1 for one gateway, or a share such as 10%)
          --stages=1,50%      | --stages: 1,50% (expected: 100% at the end)
          --stages=50%,1,100% | --stages: 50%,1,100% (expected: each more than the last)
          --bake=soon         | --bake: "soon" (expected: a time such as 30s or 10m)
          --at-once --bake=1s | --at-once: with --stages or --bake (expected: one of them)
          """)
  void aPlanIsChecked(String options, String problem) {
    String[] args = ("policy apply " + file + " " + options).split(" ");

    assertThat(run(args)).isEqualTo(2);

    assertThat(err.toString()).contains(problem);
    assertThat(requests).isEmpty();
  }

  @Test
  void aWrongFileIsNotSent() throws IOException {
    Files.writeString(file, TEXT.replace("rate: 5", "rate: 0") + "nonsense: 1\n");

    assertThat(run("policy", "apply", file.toString())).isEqualTo(2);
    assertThat(run("policy", "check", file.toString())).isEqualTo(2);

    assertThat(err.toString())
        .contains(file + ":4: limits[0].rate: 0.0 (expected: 0.01 to")
        .contains(file + ":5: nonsense: unknown key");
    assertThat(requests).isEmpty();
  }

  @Test
  void aFileThatIsNoTextIsNamed() throws IOException {
    Files.write(file, new byte[] {(byte) 0xff});

    assertThat(run("policy", "check", file.toString())).isEqualTo(2);
    assertThat(run("policy", "check", folder.resolve("none").toString())).isEqualTo(2);

    assertThat(err.toString())
        .contains(file + ": not UTF-8 (expected: a policy in YAML)")
        .contains(folder.resolve("none") + ": not there (expected: a policy in YAML)");
  }

  @Test
  void aGoodFileIsSaidToBeOne() {
    assertThat(run("policy", "check", file.toString())).as(err.toString()).isZero();
    assertThat(out.toString()).isEqualTo(file + ": a good Throttle called chat-limits\n");
  }

  @Test
  void printsWhatADryRunFound() {
    answer("/api/v1/policy-trials", 202, "{\"dryRun\":{\"number\":4}}");
    answer(POLICY, 503, "{\"code\":\"api.policy-not-recorded\"}");
    answer(POLICY, 200, dryRun("trying", false));
    answer(POLICY, 200, dryRun("tried", true));

    assertThat(run("policy", "dry-run", file.toString(), "--for", "1s"))
        .as(err.toString())
        .isZero();

    assertThat(out.toString())
        .isEqualTo(
            """
            TIER        OFFERED  WOULD REFUSE  SHARE
            background  200      50            25.0 %
            tried on 3 gateways: all of them
            """);
    assertThat(requests).anyMatch(request -> request.contains("\"lengthMillis\":1000"));
  }

  @Test
  void whatCouldNotBeTriedIsNotApplied() {
    answer("/api/v1/policy-trials", 202, "{\"dryRun\":{\"number\":4}}");
    answer(POLICY, 200, dryRun("not-tried", true));

    assertThat(run("policy", "apply", file.toString(), "--dry-run-first")).isEqualTo(1);

    assertThat(requests).noneMatch(request -> request.startsWith("/api/v1/policies {"));
  }

  @Test
  void showsWhatAFileWouldChange() throws IOException {
    answer(POLICY, 200, policy("rolled-out", true, 2));
    answer(POLICY + "/versions/1", 200, "{\"version\":1,\"text\":" + quoted(TEXT) + "}");

    assertThat(run("policy", "diff", file.toString())).as(err.toString()).isZero();
    assertThat(out.toString()).isEmpty();

    Files.writeString(file, TEXT.replace("rate: 5", "rate: 6"));
    assertThat(run("policy", "diff", file.toString())).isEqualTo(1);
    assertThat(out.toString().lines())
        .containsExactly(
            "--- chat-limits version 1",
            "+++ " + file,
            "@@ -1,4 +1,4 @@",
            " kind: Throttle",
            " name: chat-limits",
            " limits:",
            "-  - {name: each-user, per: user, rate: 5}",
            "+  - {name: each-user, per: user, rate: 6}");
  }

  @Test
  void aPolicyThatIsNotThereDiffersFromNothing() {
    answer(POLICY, 404, "{\"code\":\"api.policy-unknown\",\"detail\":\"not here\"}");

    assertThat(run("policy", "diff", file.toString())).as(err.toString()).isEqualTo(1);
    assertThat(out.toString()).startsWith("--- /dev/null\n").contains("+kind: Throttle");
  }

  @Test
  void aDiffThatIsNotKnownIsNeitherSameNorDifferent() {
    answer(POLICY, 503, "{\"code\":\"api.policy-not-recorded\",\"detail\":\"not read\"}");

    assertThat(run("policy", "diff", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("not read (api.policy-not-recorded)");
  }

  @Test
  void goesBackToTheVersionThatIsNamed() {
    answer(POLICY + "/rollback", 202, policy("rolled-out", true, 0));

    assertThat(run("policy", "rollback", "chat-limits", "--to", "1")).as(err.toString()).isZero();

    assertThat(requests)
        .anyMatch(request -> request.startsWith(POLICY + "/rollback {\"version\":1,\"by\":"));
  }

  @ParameterizedTest
  @CsvSource({"pause, pause", "resume, resume", "rm, remove", "rollback, rollback"})
  void asksForWhatItsNameSays(String command, String verb) {
    answer(POLICY + "/" + verb, 202, policy("rolling-out", false, 1));

    assertThat(run("policy", command, "chat-limits")).as(err.toString()).isZero();

    assertThat(requests).anyMatch(request -> request.startsWith(POLICY + "/" + verb + " {\"by\":"));
  }

  @Test
  void anAbortThatSucceedsIsAGoodCommand() {
    answer(POLICY + "/abort", 202, policy("aborted", true, 1));

    assertThat(run("policy", "abort", "chat-limits")).as(err.toString()).isZero();
  }

  @Test
  void refusalsAreToldInTheControlPlanesWords() {
    answer(
        "/api/v1/policies",
        409,
        "{\"code\":\"api.policy-conflict\",\"detail\":\"a rollout is under way\"}");

    assertThat(run("policy", "apply", file.toString())).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("drawbridge policy apply: a rollout is under way (api.policy-conflict)\n");
  }

  @Test
  void anotherRegionIsNotAskedInstead() {
    assertThat(run("policy", "status", "chat-limits", "-r", "us")).isEqualTo(2);
    assertThat(err.toString()).contains("--region: us (expected: one of eu)");
  }

  @Test
  void printsTheSchema() {
    assertThat(run("policy", "schema")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("2020-12");
  }

  private void answer(String path, int status, String body) {
    answers.computeIfAbsent(path, key -> new ArrayDeque<>()).add(new Answer(status, body));
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  private static String policy(String state, boolean over, int stage) {
    return """
    {"name":"chat-limits","kind":"Throttle","stable":1,
     "newest":{"version":2,"by":"ada","atUnixMillis":2000,"comment":"too loud"},
     "versions":[{"version":1,"by":"bob","atUnixMillis":1000,"comment":""},
                 {"version":2,"by":"ada","atUnixMillis":2000,"comment":"too loud"}],
     "rollout":{"version":2,"from":1,"state":"%s","over":%s,"paused":false,"stage":%d,
       "text":"at work","beganUnixMillis":2000,
       "stages":[
         {"share":0,"bakeMillis":60000,"measure":{"gateways":1,"applied":1,"refused":0,
           "tiers":[{"tier":"background","offered":200,"refused":50,"share":0.25}]}},
         {"share":0.1,"bakeMillis":60000,"measure":{"gateways":2,"applied":1,"refused":0,
           "tiers":[{"tier":"background","offered":20,"refused":5,"share":0.25}]}},
         {"share":1,"bakeMillis":60000,"measure":null}],
       "guards":{"protectedTiers":["critical","interactive"],"refusedShare":0.01,"p99Ratio":3.0,
                 "p99FloorMicros":5000,"endedShare":0.05},
       "predicted":[{"tier":"background","offered":100,"refused":24,"share":0.24}],
       "notes":[{"atUnixMillis":3000,"by":"ada","text":"began"}]},
     "dryRun":{"number":1,"state":"tried","over":true,"outcome":""}}
    """
        .formatted(state, over, stage);
  }

  private static String dryRun(String state, boolean over) {
    return """
    {"name":"chat-limits","dryRun":{"number":4,"state":"%s","over":%s,"gateways":3,
      "tiers":[{"tier":"background","offered":200,"refused":50,"share":0.25}],
      "outcome":"all of them"}}
    """
        .formatted(state, over);
  }

  private int run(String... args) {
    boolean local = List.of("check", "schema").contains(args[1]);
    String[] all = Arrays.copyOf(args, args.length + (local ? 0 : 2));
    if (!local) {
      all[args.length] = "--control-plane";
      all[args.length + 1] = "http://127.0.0.1:" + controlPlane.getAddress().getPort();
    }
    return DrawbridgeCommand.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all);
  }
}
