package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.integration.Recording.Findings;
import io.drawbridge.recorder.history.Gauge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Recorded clients and a recorded business in the first region of a fleet. Threads: one. */
final class RecordedRegion implements AutoCloseable {
  private static final int FIRST_CLIENT = 1;
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final Duration FLOOR_OVER = Duration.ofSeconds(2);

  /** More than the grace time of tests. */
  private static final Duration SESSIONS_END_WITHIN = Duration.ofSeconds(40);

  private final TestFleet fleet;
  private final SessionsForm form;
  private final Recording recording;
  private final List<Integer> ports = new ArrayList<>();
  private final String servicesBefore;
  private final Program clients;

  private RecordedRegion(TestFleet fleet, SessionsForm form, Recording recording) throws Exception {
    this.fleet = fleet;
    this.form = form;
    this.recording = recording;
    servicesBefore = Files.readString(services());
    recording.shareIn("redis://" + fleet.process("redis-1").addresses().get("clients"));
    for (int process = 1; process <= 3; process++) {
      ports.add(LoneGateway.freePort());
    }
    offer(2);
    Program first = launch(1, 1);
    Program second = launch(2, 2);
    first.greeting();
    second.greeting();
    clients = recording.clients(Classes.BUILT, arguments());
    clients.greeting();
    awaitConnected();
  }

  /** Returns when everybody is connected. */
  static RecordedRegion start(TestFleet fleet, SessionsForm form) throws Exception {
    Recording recording = Recording.start("sessions");
    try {
      return new RecordedRegion(fleet, form, recording);
    } catch (Exception | AssertionError e) {
      recording.close();
      throw e;
    }
  }

  private List<String> arguments() {
    return List.of(
        "--first=" + FIRST_CLIENT,
        "--count=" + form.clients(),
        "--slow=" + form.clients() / 20,
        "--brief=" + form.clients() / 10,
        "--validity=6",
        "--seed=20261122",
        "--keys=" + fleet.local().home().resolve("fleet/keys.json"),
        "--ipconfig=http://" + fleet.process("ipc-1").addresses().get("http"));
  }

  private Path services() {
    return fleet.local().home().resolve("fleet/local-1/services.yaml");
  }

  /** The service has the first so many of the business's ports. */
  private void offer(int processes) throws IOException {
    String target =
        ports.stream()
            .limit(processes)
            .map(port -> "127.0.0.1:" + port)
            .collect(Collectors.joining(","));
    replaceServices(
        servicesBefore
            + """
              - {id: %d, name: recorded, app: default, target: "%s", tier: interactive, time-limit: 2s}
            """
                .formatted(Recording.SERVICE, target));
  }

  private void replaceServices(String text) throws IOException {
    Path next = Files.writeString(services().resolveSibling("services.new"), text);
    Files.move(next, services(), StandardCopyOption.ATOMIC_MOVE);
  }

  private Program launch(int number, int place) throws Exception {
    List<String> gateways =
        SessionsIT.gateways().stream()
            .map(gateway -> fleet.process(gateway).addresses().get("grpc").toString())
            .toList();
    return recording.business(Classes.BUILT, number, ports.get(place - 1), gateways);
  }

  /** Starts process {@code number} of the business at one of its places, 1 to 3. */
  void startBusiness(int number, int place) throws Exception {
    launch(number, place).greeting();
    if (place > 2) {
      offer(place);
    }
  }

  Program business(int number) {
    return recording.businessOf(number);
  }

  void killBusiness(int number) throws Exception {
    recording.kill(number);
  }

  Program clients() {
    return clients;
  }

  Map<String, Long> stats() throws Exception {
    return clients.stats();
  }

  private void awaitConnected() {
    await("everybody is connected")
        .atMost(WITHIN)
        .until(() -> stats().get("connected") == form.clients());
  }

  /** What happens under load. */
  interface Fault {
    void happen(long ackedPerSecond) throws Exception;
  }

  /** Load for {@code atLeast} and as long as the fault takes; void without the floor before it. */
  void load(Duration atLeast, Fault fault) throws Exception {
    long startNanos = System.nanoTime();
    clients.ask("rate " + form.rate());
    await("the load is above its floor")
        .atMost(WITHIN)
        .pollDelay(Duration.ZERO)
        .until(() -> ackedPerSecond() >= form.floor());
    fault.happen(form.floor());
    TimeUnit.NANOSECONDS.sleep(startNanos + atLeast.toNanos() - System.nanoTime());
    awaitFlow(WITHIN);
  }

  /** Load until so many messages were sent in the whole run. */
  void loadUntilSent(long messages) throws Exception {
    clients.ask("rate " + 2 * form.rate());
    await(messages + " messages are sent")
        .atMost(Duration.ofMinutes(20))
        .until(() -> stats().get("sent") >= messages);
  }

  private long ackedPerSecond() throws Exception {
    long before = stats().get("acked");
    long startNanos = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(FLOOR_OVER.toNanos());
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    return (long) ((stats().get("acked") - before) / seconds);
  }

  /** Returns when messages are acknowledged again, and everybody is connected. */
  void awaitFlow(Duration within) throws Exception {
    long before = stats().get("acked");
    await("messages flow, and everybody is connected")
        .atMost(within)
        .until(() -> {
          Map<String, Long> now = stats();
          return now.get("acked") > before && now.get("connected") == form.clients();
        });
  }

  /** Everything comes to rest; what the recorder finds then. */
  Findings check() throws Exception {
    recording.rest();
    return recording.check();
  }

  /** Writes down what gateways and the kernel count when detached sessions are over. */
  void countWhatIsLeft() throws Exception {
    recording.rest();
    int connected = form.clients();
    long startNanos = System.nanoTime();
    Map<Gauge, Long> found = RegionCounts.of(fleet, SessionsIT.gateways());
    while (!found.equals(RegionCounts.expected(connected))
        && System.nanoTime() - startNanos < SESSIONS_END_WITHIN.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(500);
      found = RegionCounts.of(fleet, SessionsIT.gateways());
    }
    recording.count(found);
    assertThat(found).isEqualTo(RegionCounts.expected(connected));
  }

  @Override
  public void close() throws IOException {
    recording.close();
    replaceServices(servicesBefore);
  }
}
