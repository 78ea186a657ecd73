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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which control plane commands ask, of a fleet some of whose control planes are gone. */
class ControlPlaneChoiceTest {
  private static final String GONE = "http://127.0.0.1:1";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  @TempDir private Path home;
  private HttpServer controlPlane;

  /** Of region eu. */
  @BeforeEach
  void start() throws IOException {
    controlPlane = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    controlPlane.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestURI().toString());
          byte[] bytes =
              """
              {"region":"eu","gateway":"gw-1","state":"UP","gateways":[],"items":[],
               "id":"undrain-1"}
              """
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    controlPlane.start();
  }

  @AfterEach
  void stop() {
    controlPlane.stop(0);
  }

  @Test
  void theNextOneOfTheRegionIsAskedInsteadOfOneThatIsGone() throws IOException {
    writeFleet(List.of(GONE, live()), List.of(GONE));

    assertThat(run("gateway", "describe", "eu/gw-1")).as(err.toString()).isZero();

    assertThat(out.toString()).contains("eu");
    assertThat(requests).contains("/api/v1/gateways/gw-1");
  }

  @Test
  void anotherRegionPassesOnAnOrderForOneWithoutAnyControlPlane() throws IOException {
    writeFleet(List.of(live()), List.of(GONE, GONE));

    assertThat(run("gateway", "undrain", "us/gw-1")).as(err.toString()).isZero();

    assertThat(requests).contains("/api/v1/gateways/gw-1/undrain?region=us");
  }

  @Test
  void whatOnlyItsOwnRegionKnowsIsNotAskedOfAnother() throws IOException {
    writeFleet(List.of(live()), List.of(GONE));

    assertThat(run("gateway", "describe", "us/gw-1")).isEqualTo(1);

    assertThat(err.toString())
        .contains("no control plane of us answers, one of eu does (expected: one of us)");
  }

  @Test
  void operationsAreAskedForOnceInEachRegionThatAnswers() throws IOException {
    writeFleet(List.of(GONE, live(), live()), List.of(GONE));

    assertThat(run("operation", "ls")).as(err.toString()).isZero();

    assertThat(requests).containsOnlyOnce("/api/v1/operations?over=true");
  }

  @Test
  void aRegionsPoliciesAreNotAskedOfAnother() throws IOException {
    writeFleet(List.of(live()), List.of(GONE));

    assertThat(run("policy", "status", "limits")).isEqualTo(2);
    assertThat(err.toString()).contains("--region: missing (expected: one of eu, us)");
    assertThat(run("policy", "status", "limits", "-r", "us")).isEqualTo(1);
    assertThat(requests).isEmpty();

    assertThat(run("policy", "status", "limits", "-r", "eu")).as(err.toString()).isZero();
    assertThat(requests).containsExactly("/api/v1/policies/limits");
  }

  @Test
  void policiesAreListedOfTheRegionsThatAnswer() throws IOException {
    writeFleet(List.of(GONE, live()), List.of(GONE));

    assertThat(run("policy", "ls")).isEqualTo(1);

    assertThat(requests).containsExactly("/api/v1/policies");
    assertThat(err.toString()).contains("us: no answer from [" + GONE + "]");
  }

  @Test
  void allAreNamedWhenNoneAnswers() throws IOException {
    writeFleet(List.of(GONE, "http://127.0.0.1:2"), List.of("http://127.0.0.1:3"));

    assertThat(run("gateway", "drain", "eu/gw-1")).isEqualTo(1);

    assertThat(err.toString())
        .contains(
            "no answer from [http://127.0.0.1:1, http://127.0.0.1:2, http://127.0.0.1:3]"
                + " (expected: a control plane)");
  }

  private String live() {
    return "http://127.0.0.1:" + controlPlane.getAddress().getPort();
  }

  private void writeFleet(List<String> eu, List<String> us) throws IOException {
    Files.writeString(
        home.resolve("fleet.json"),
        """
        {"version":1,"basePort":7000,"ready":true,"launcher":{"pid":1,"startTicks":1},
         "bootstrap":{"httpdnsName":"ipconfig.drawbridge.local","ipconfigPort":7020},
         "developmentKey":{},"apiToken":"token",
         "regions":[{"number":1,"region":"eu","httpdns":[],"controlPlanes":[%s]},
                    {"number":2,"region":"us","httpdns":[],"controlPlanes":[%s]}],
         "processes":[]}
        """
            .formatted(quoted(eu), quoted(us)));
  }

  private static String quoted(List<String> texts) {
    return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(","));
  }

  private int run(String... args) {
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--home";
    all[args.length + 1] = home.toString();
    return DrawbridgeCommand.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all);
  }
}
