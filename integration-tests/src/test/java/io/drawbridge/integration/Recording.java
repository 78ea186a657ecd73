package io.drawbridge.integration;

import static org.awaitility.Awaitility.await;

import io.drawbridge.recorder.RecorderMain;
import io.drawbridge.recorder.history.Gauge;
import io.drawbridge.recorder.history.History;
import io.drawbridge.recorder.history.Kind;
import io.drawbridge.recorder.history.Recorder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One recorded run: processes of clients and of the business that write to one folder, and what the
 * recorder finds there. Threads: one.
 */
final class Recording implements AutoCloseable {
  static final int SERVICE = 2;

  private static final Pattern COUNT = Pattern.compile("recorder\\.violations\\.(\\w+): (\\d+)");

  /** A push may wait for an answer for its deadline of 10 s, three times. */
  private static final Duration RESTS_WITHIN = Duration.ofSeconds(60);

  /** Slow readers have taken what their library holds. */
  private static final Duration RESTS_FOR = Duration.ofSeconds(1);

  /** What comes still later makes nothing good that was recorded before. */
  private static final Duration STANDS_FOR = Duration.ofSeconds(2);

  private final Path folder;
  private final Recorder run;
  private final List<Program> clients = new ArrayList<>();
  private final Map<Integer, Program> businesses = new TreeMap<>();
  private Optional<String> redis = Optional.empty();

  private Recording(Path folder, Recorder run) {
    this.folder = folder;
    this.run = run;
  }

  /** What the recorder found. */
  record Findings(long messages, Map<String, Long> violations, String text) {
    long count() {
      return violations.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** An empty folder below the module's target. */
  static Recording start(String name) throws IOException {
    Path folder = Path.of("target", "recordings", name).toAbsolutePath();
    emptied(folder);
    return new Recording(folder, Recorder.open(folder.resolve("run" + History.SUFFIX)));
  }

  /** The folder, made if need be: what an earlier run left there is gone. */
  static Path emptied(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> old = Files.walk(folder)) {
        for (Path each : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    return Files.createDirectories(folder);
  }

  Path folder() {
    return folder;
  }

  /** Businesses started from now on share their effects there. */
  void shareIn(String redisUri) {
    redis = Optional.of(redisUri);
  }

  /** Starts clients that go on until the end; see {@code recorder clients --help}. */
  Program clients(Classes classes, List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("clients", "--folder", folder.toString()));
    all.addAll(arguments);
    String name = "clients-" + (clients.size() + 1);
    Program program = Program.start(name, classes.recorder(all), folder.resolve(name + ".log"));
    clients.add(program);
    return program;
  }

  /** Starts a process of the business; {@code number} was never used in this run. */
  Program business(Classes classes, int number, int port, List<String> gateways)
      throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("business", "--folder", folder.toString(), "--number", "" + number));
    all.addAll(List.of("--port", "" + port, "--service", "" + SERVICE));
    gateways.forEach(gateway -> all.addAll(List.of("--gateway", gateway)));
    redis.ifPresent(uri -> all.addAll(List.of("--redis", uri)));
    String name = "business-" + number;
    Program program = Program.start(name, classes.recorder(all), folder.resolve(name + ".log"));
    businesses.put(number, program);
    return program;
  }

  /** SIGKILL. */
  void kill(int business) throws InterruptedException {
    businesses.remove(business).kill();
    run.write(Kind.KILLED, 0, 0, business);
  }

  /** All clients' numbers added up. */
  Map<String, Long> clientStats() throws IOException, InterruptedException {
    Map<String, Long> sum = new TreeMap<>();
    for (Program each : clients) {
      each.stats().forEach((name, number) -> sum.merge(name, number, Long::sum));
    }
    return sum;
  }

  /** Nothing more is sent; returns when nothing is under way and everybody is connected. */
  void rest() throws Exception {
    quiet("everything is at rest", RESTS_FOR, now -> now.get("pending") == 0);
    run.write(Kind.QUIET, 0, 0, 0);
  }

  /**
   * Nothing more is sent; returns when nothing moves any more. Messages may be left for good, as
   * with a client that never sends again what it has lost; one that is sent away for that each time
   * it comes back moves for ever, and is not waited for longer.
   */
  void standstill() throws Exception {
    try {
      quiet("nothing moves any more", STANDS_FOR, _ -> true);
    } catch (ConditionTimeoutException e) {
      System.out.println("recording: " + e.getMessage() + "; checked as it is");
    }
  }

  private void quiet(String what, Duration length, Predicate<Map<String, Long>> holds)
      throws Exception {
    for (Program each : clients) {
      each.ask("rate 0");
    }
    Map<String, Long> last = new TreeMap<>();
    await(what)
        .during(length)
        .atMost(RESTS_WITHIN)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> isQuiet(last) && holds.test(last));
  }

  /** Puts what it has seen into {@code last}. */
  private boolean isQuiet(Map<String, Long> last) throws Exception {
    Map<String, Long> before = Map.copyOf(last);
    last.putAll(clientStats());
    long pushing = 0;
    for (Program each : businesses.values()) {
      pushing += each.stats().get("pushing");
    }
    return Stream.of("delivered", "pending").allMatch(n -> last.get(n).equals(before.get(n)))
        && pushing == 0
        && last.get("connected").equals(last.get("count"));
  }

  Program businessOf(int number) {
    return businesses.get(number);
  }

  /** Writes down what was counted at rest. */
  void count(Map<Gauge, Long> counts) {
    counts.forEach((gauge, count) -> run.write(Kind.GAUGE, 0, gauge.code(), count));
  }

  /** Runs the checker over everything so far. */
  Findings check() throws Exception {
    if (redis.isPresent()) {
      String moved = output("collect", "--redis", redis.get(), "--folder", folder.toString());
      if (!moved.contains("collected=")) {
        throw new AssertionError(moved);
      }
    }
    return findings(output("check", folder.toString()));
  }

  private static Findings findings(String text) {
    Map<String, Long> violations = new TreeMap<>();
    Matcher count = COUNT.matcher(text);
    while (count.find()) {
      violations.put(count.group(1), Long.parseLong(count.group(2)));
    }
    Matcher messages = Pattern.compile("recorder\\.messages: (\\d+)").matcher(text);
    Matcher sum = Pattern.compile("recorder\\.violations: (\\d+)").matcher(text);
    if (!messages.find() || !sum.find()) {
      throw new AssertionError("the recorder's checker failed: " + text);
    }
    Findings found = new Findings(Long.parseLong(messages.group(1)), violations, text);
    if (found.count() != Long.parseLong(sum.group(1))) {
      throw new AssertionError("violations do not add up: " + text);
    }
    return found;
  }

  private static String output(String... arguments) throws Exception {
    Process process =
        new ProcessBuilder(Classes.BUILT.recorder(List.of(arguments)))
            .redirectErrorStream(true)
            .start();
    try (var out = process.getInputStream()) {
      return new String(out.readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      process.waitFor();
    }
  }

  /** Clients leave first: a business would have nobody to push to. */
  @Override
  public void close() throws IOException {
    for (Program each : clients) {
      each.close();
    }
    for (Program each : businesses.values()) {
      each.close();
    }
    run.close();
  }

  /** The main class of the recorder. */
  static String mainClass() {
    return RecorderMain.class.getName();
  }
}
