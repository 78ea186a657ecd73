package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drawbridge.gateway.GatewayConfig.ClientDoorConfig;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.wire.FrameType;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Doors of both versions of IP on one port. Skipped where the kernel has no IPv6. */
@Timeout(60)
final class Ipv6DoorTest {
  @TempDir private Path directory;

  @Test
  void aDoorOfEachVersionOnOnePort() throws Exception {
    assumeIpv6();
    try (TestGateway gateway = behind("127.0.0.1", "::");
        RawClient four = new RawClient(socket("127.0.0.1", gateway));
        RawClient six = new RawClient(socket("::1", gateway))) {
      for (RawClient client : List.of(four, six)) {
        client.connect(TestGateway.connect("alice").build());
        client.upstream(1, 1, "hello");
        client.expect(FrameType.UPSTREAM_ACK);
      }
      assertThat(Files.readAllLines(Path.of("/proc/net/tcp")))
          .as("no dual-stack socket")
          .anyMatch(line -> line.contains(hexPort(gateway)));
    }
  }

  @Test
  void aDoorOfIpv6TakesNothingElse() throws Exception {
    assumeIpv6();
    try (TestGateway gateway = behind("::")) {
      assertThatThrownBy(() -> socket("127.0.0.1", gateway)).isInstanceOf(ConnectException.class);
      socket("::1", gateway).close();
    }
  }

  private static void assumeIpv6() {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/net/if_inet6")), "the kernel has no IPv6");
  }

  private TestGateway behind(String first, String... further) throws Exception {
    return TestGateway.behind(
        directory,
        free ->
            new ClientDoorConfig(
                new HostPort(first, free.port()),
                first,
                Optional.empty(),
                List.of(further).stream().map(each -> new HostPort(each, free.port())).toList(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty()));
  }

  private static Socket socket(String address, TestGateway gateway) throws Exception {
    return new Socket(InetAddress.ofLiteral(address), gateway.clientPort());
  }

  private static String hexPort(TestGateway gateway) {
    return ":%04X ".formatted(gateway.clientPort());
  }
}
