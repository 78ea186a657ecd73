package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.business.BusinessServer;
import io.drawbridge.business.upstream.Answer;
import io.drawbridge.business.upstream.UpstreamHandler;
import io.drawbridge.cli.context.FleetDocument;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A gateway and a service are added under load: used soon, and nobody else notices. */
@ExtendWith(SharedFleet.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(3)
@Timeout(120)
final class GrowthIT {
  /** From its readiness to the first message through it. */
  private static final Duration IN_USE_WITHIN = Duration.ofSeconds(2);

  private static final Duration NORMAL_WITHIN = Duration.ofSeconds(15);
  private static final int SERVICE = 42;
  private static final byte[] FIRST = "first".getBytes(StandardCharsets.UTF_8);

  private Load load;
  private int connectionsBefore;
  private Map<String, Long> pidsBefore;

  @BeforeAll
  void start(TestFleet fleet) throws Exception {
    load = Load.start(fleet);
    load.awaitNormal(NORMAL_WITHIN);
    load.mark();
    connectionsBefore = load.connections();
    pidsBefore = pids(fleet);
  }

  @AfterAll
  void end() {
    load.close();
  }

  @Test
  void aNewGatewayIsInUseWithinTwoSecondsOfItsReadiness(TestFleet fleet) throws Exception {
    fleet.local().start("gw-3");
    long readyNanos = System.nanoTime();
    try {
      String name = placedOn("gw-3", fleet, readyNanos);
      try (ChatUser user = ChatUser.connect(fleet.document(), 1, name, _ -> {})) {
        user.send(load.users().getFirst().name(), "first")
            .get(NORMAL_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        Duration took = Duration.ofNanos(System.nanoTime() - readyNanos);
        System.out.printf("growth.gateway_seconds: %.2f%n", took.toMillis() / 1e3);

        assertThat(user.gateway()).isEqualTo("gw-3");
        assertThat(took).isLessThanOrEqualTo(IN_USE_WITHIN);
      }
      assertNobodyNotices(fleet);
    } finally {
      fleet.process("gw-3").terminate();
    }
  }

  @Test
  void aNewServiceIsInUseWithinTwoSecondsOfTheFilesChange(TestFleet fleet) throws Exception {
    Queue<String> received = new ConcurrentLinkedQueue<>();
    UpstreamHandler handler =
        UpstreamHandler.answering(message -> {
          received.add(message.body().toStringUtf8());
          return Answer.accepted();
        });
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (BusinessServer business =
        BusinessServer.builder(anyPort).upstream("default", SERVICE, handler).start()) {
      Path services = fleet.local().home().resolve("fleet/local-1/services.yaml");
      String before = Files.readString(services);
      replace(
          services,
          before
              + """
                - {id: %d, name: grown, app: default, target: "dns:///127.0.0.1:%d", tier: interactive, time-limit: 2s}
              """
                  .formatted(SERVICE, business.port()));
      long writtenNanos = System.nanoTime();

      await("its first message")
          .atMost(NORMAL_WITHIN)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> {
            var _ = load.users().getFirst().send(SERVICE, FIRST);
            return received.contains("first");
          });
      Duration took = Duration.ofNanos(System.nanoTime() - writtenNanos);
      System.out.printf("growth.service_seconds: %.2f%n", took.toMillis() / 1e3);

      assertThat(took).isLessThanOrEqualTo(IN_USE_WITHIN);
      assertNobodyNotices(fleet);
      replace(services, before);
    }
  }

  /** Where a device goes is a pure function of its key and the fleet's generation. */
  private static String placedOn(String gateway, TestFleet fleet, long sinceNanos)
      throws Exception {
    while (System.nanoTime() - sinceNanos < NORMAL_WITHIN.toNanos()) {
      try {
        return fleet.userOf(gateway, "grown");
      } catch (AssertionError _) {
        TimeUnit.MILLISECONDS.sleep(20); // not in the list of ipconfig yet
      }
    }
    throw new AssertionError("ipconfig sends nobody to " + gateway);
  }

  private void assertNobodyNotices(TestFleet fleet) {
    load.awaitNormal(NORMAL_WITHIN);
    assertThat(load.connections()).as("connections").isEqualTo(connectionsBefore);
    assertThat(pids(fleet)).as("pids").containsAllEntriesOf(pidsBefore);
  }

  private static Map<String, Long> pids(TestFleet fleet) {
    return fleet.document().processes().stream()
        .collect(
            Collectors.toMap(
                process -> process.region() + "/" + process.name(),
                FleetDocument.ProcessEntry::pid));
  }

  private static void replace(Path file, String text) throws Exception {
    Path next = Files.writeString(file.resolveSibling("services.new"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
