package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Cores;
import io.drawbridge.cli.servers.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Slow and flooding clients, each from one address, against a gateway process that serves 200
 * others. Run by {@code ./drawbridge test --long floods}. Times of the others are judged on a
 * machine that does nothing else, and told on any.
 */
@ExtendWith({NeedsNamespaces.class, NoSharedFleet.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
final class Floods {
  /** Others may be served that much worse than before... */
  private static final double MOST_RATIO = 2;

  /** ...where it is more than what two busy processors do of themselves. */
  private static final double FLOOR_MILLIS = 5;

  private static final double LEAST_ACKNOWLEDGED = 0.9;

  /** What is cut 10 s after it began is seen a sweep and a look later. */
  private static final double CUT_WITHIN_SECONDS = 11.5;

  private static final Duration ENDED_WITHIN = Duration.ofSeconds(60);

  private static final int CONNECTS_A_SECOND = 2_000;
  private static final int SYNS_EVERY_MICROS = 50;
  private static final int FLOOD_SECONDS = (int) Undisturbed.TIME.toSeconds() + 3;

  private FloodScene scene;

  @BeforeAll
  void start() throws Exception {
    scene = FloodScene.start();
    Undisturbed.alone(scene); // compiles what the next ones measure
  }

  @AfterAll
  void end() throws Exception {
    if (scene != null) {
      scene.close();
    }
  }

  @Test
  void whoSendsAByteASecondIsCutAndOthersAreServed() throws Exception {
    Undisturbed before = Undisturbed.alone(scene);
    CompletableFuture<Map<SlowBytes.Kind, List<Double>>> slow = new CompletableFuture<>();
    Undisturbed during =
        Undisturbed.during(
            scene,
            () -> {
              var _ =
                  Thread.ofPlatform().start(() -> complete(slow, new SlowBytes(Undisturbed.TIME)));
            });

    Map<SlowBytes.Kind, List<Double>> cut = valueOf(slow);
    cut.forEach((kind, seconds) -> {
      String key = "floods.bytes." + kind.name().toLowerCase(Locale.ROOT);
      double longest = seconds.stream().mapToDouble(each -> each).max().orElseThrow();
      System.out.printf("%s_cut_seconds: %.1f%n", key, longest);
      if (during.isOnQuietMachine()) {
        assertThat(longest).as(key).isLessThan(CUT_WITHIN_SECONDS);
      }
    });
    judge("floods.bytes", before, during);
  }

  /** What slowhttptest does; {@code arguments} are its own. */
  enum SlowHttp {
    HEADERS("http", "-H -i 1"),
    HEADERS_IN_TLS("https", "-H -i 1"),
    BODY("http", "-B -i 1 -t GET"),
    READ("http", "-X -n 1 -w 1 -y 64 -z 1 -k 3");

    private static final int CONNECTIONS = 1_000;
    private static final int PER_SECOND = 100;

    /** Where it is late it opens some faster than an address may. */
    private static final int FEWEST = 900;

    /** What it has then it would keep for as long again. */
    private static final int CUT_WITHIN_SECONDS = 60;

    private final String scheme;
    private final String arguments;

    SlowHttp(String scheme, String arguments) {
      this.scheme = scheme;
      this.arguments = arguments;
    }

    List<String> command(Path program) {
      List<String> command = new ArrayList<>(List.of(program.toString()));
      command.addAll(List.of(arguments.split(" ", -1)));
      command.addAll(
          List.of(
              "-c",
              Integer.toString(CONNECTIONS),
              "-r",
              Integer.toString(PER_SECOND),
              "-l",
              Integer.toString(2 * CUT_WITHIN_SECONDS),
              "-u",
              "%s://%s:%d/v1"
                  .formatted(scheme, FloodScene.DOOR.getHostString(), FloodScene.DOOR.getPort())));
      return command;
    }
  }

  @ParameterizedTest
  @EnumSource
  void slowRequestsAreCutAndOthersAreServed(SlowHttp kind) throws Exception {
    Program tool = need("slowhttptest");
    double requestsBefore = requests();
    Undisturbed before = Undisturbed.alone(scene);
    AtomicReference<Child> slow = new AtomicReference<>();
    Undisturbed during =
        Undisturbed.during(
            scene,
            () ->
                slow.set(
                    child("slowhttptest", kind.command(tool.executable()), tool.environment())));

    await("all have begun")
        .atMost(SlowHttp.CUT_WITHIN_SECONDS, TimeUnit.SECONDS)
        .until(() -> requests() - requestsBefore >= SlowHttp.FEWEST);
    long begunNanos = System.nanoTime();
    await("all are cut")
        .atMost(SlowHttp.CUT_WITHIN_SECONDS, TimeUnit.SECONDS)
        .until(() -> scene.connections() == 0);
    double cut = (System.nanoTime() - begunNanos) / 1e9;
    scene.end(slow.get());
    String key = "floods.http_" + kind.name().toLowerCase(Locale.ROOT);
    System.out.printf("%s_cut_seconds: %.1f%n", key, cut);
    if (during.isOnQuietMachine()) {
      assertThat(cut).as(key).isLessThan(CUT_WITHIN_SECONDS);
    }
    judge(key, before, during);
  }

  /** Those that have begun, as the gateway counts them. */
  private double requests() throws Exception {
    double sum = 0;
    for (String transport : List.of("ws", "wss")) {
      sum +=
          scene.metric("drawbridge_gateway_door_transports_total{transport=\"" + transport + "\"}");
    }
    return sum;
  }

  @Test
  void connectionsBeyondAnAddresssLimitAreClosedAndOthersAreServed() throws Exception {
    double refusedBefore = refused();
    Undisturbed before = Undisturbed.alone(scene);
    AtomicReference<Child> flood = new AtomicReference<>();
    Undisturbed during =
        Undisturbed.during(
            scene,
            () ->
                flood.set(
                    child(
                        "connects",
                        Commands.java(
                            ConnectFlood.class.getName(),
                            Integer.toString(CONNECTS_A_SECOND),
                            Integer.toString(FLOOD_SECONDS)),
                        Map.of())));

    List<String> said = flood.get().awaitEnd(ENDED_WITHIN);
    scene.end(flood.get());
    double refused = refused() - refusedBefore;
    System.out.println("floods.connects." + String.join(", ", said));
    System.out.printf("floods.connects.refused: %.0f%n", refused);
    assertThat(refused).as("%s", said).isGreaterThan(CONNECTS_A_SECOND);
    judge("floods.connects", before, during);
  }

  private double refused() throws Exception {
    double sum = 0;
    for (String reason : List.of("source_connections", "source_rate")) {
      sum += scene.metric("drawbridge_gateway_door_refusals_total{reason=\"" + reason + "\"}");
    }
    return sum;
  }

  @Test
  void beginningsOfConnectionsFromOneAddressLeaveOthersServed() throws Exception {
    Program tool = need("hping3");
    long cookiesBefore = synCookies();
    Undisturbed before = Undisturbed.alone(scene);
    AtomicReference<Child> flood = new AtomicReference<>();
    Undisturbed during =
        Undisturbed.during(
            scene, () -> flood.set(child("syns", syns(tool.executable()), tool.environment())));

    long cookies = synCookies() - cookiesBefore;
    scene.end(flood.get());
    System.out.printf("floods.syns.answered_by_cookie: %d%n", cookies);
    assertThat(cookies).as("SYNs beyond the kernel's backlog").isPositive();
    judge("floods.syns", before, during);
  }

  /** Their answers go where nobody is, so that each stays half open. */
  private static List<String> syns(Path program) {
    String micros = "u" + SYNS_EVERY_MICROS;
    String count = Integer.toString(FLOOD_SECONDS * 1_000_000 / SYNS_EVERY_MICROS);
    String port = Integer.toString(FloodScene.DOOR.getPort());
    return List.of(
        program.toString(),
        "-q",
        "-n",
        "-S",
        "-I",
        "lo",
        "-p",
        port,
        "-a",
        FloodScene.NOBODY,
        "-i",
        micros,
        "-c",
        count,
        FloodScene.DOOR.getHostString());
  }

  /** What the kernel has answered without keeping it. */
  private long synCookies() throws Exception {
    return scene.inside(() -> {
      List<String[]> tcp =
          Files.readAllLines(Path.of("/proc/thread-self/net/netstat")).stream()
              .filter(line -> line.startsWith("TcpExt:"))
              .map(line -> line.split(" ", -1))
              .toList();
      int column = Arrays.asList(tcp.getFirst()).indexOf("SyncookiesSent");
      return Long.parseLong(tcp.getLast()[column]);
    });
  }

  /** Behind everybody else in the queue for a processor: what it uses is not what it does. */
  private Child child(String name, List<String> command, Map<String, String> environment)
      throws IOException {
    List<String> nice = new ArrayList<>(List.of("nice", "-n", "19"));
    nice.addAll(command);
    return scene.child(name, Cores.ofLoad(), nice, environment);
  }

  private static Program need(String name) throws Exception {
    Optional<Program> tool = FloodTools.find(name);
    assumeTrue(tool.isPresent(), name + ": not on the PATH and not among Debian's packages");
    return tool.get();
  }

  private static void judge(String key, Undisturbed before, Undisturbed during) {
    double ratio = during.p99Millis() / before.p99Millis();
    boolean judged = before.isOnQuietMachine() && during.isOnQuietMachine();
    System.out.printf("%s.others_p99_before_ms: %.2f%n", key, before.p99Millis());
    System.out.printf("%s.others_p99_ms: %.2f%n", key, during.p99Millis());
    System.out.printf("%s.others_p99_ratio: %.2f%s%n", key, ratio, judged ? "" : " (not judged)");
    System.out.printf("%s.others_failures: %d%n", key, during.failures());
    if (judged) {
      assertThat(during.failures()).as("others' messages refused, connections lost").isZero();
      assertThat(during.messages())
          .as("messages of others acknowledged meanwhile")
          .isGreaterThan((long) (Undisturbed.expectedMessages() * LEAST_ACKNOWLEDGED));
      assertThat(during.p99Millis())
          .as("p99 of others in milliseconds; before it was %.2f", before.p99Millis())
          .isLessThanOrEqualTo(MOST_RATIO * Math.max(FLOOR_MILLIS, before.p99Millis()));
    }
  }

  private void complete(
      CompletableFuture<Map<SlowBytes.Kind, List<Double>>> end, SlowBytes clients) {
    try {
      end.complete(scene.inside(clients));
    } catch (Exception e) {
      end.completeExceptionally(e);
    }
  }

  private static <T> T valueOf(CompletableFuture<T> end) throws Exception {
    try {
      return end.get(ENDED_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }
}
