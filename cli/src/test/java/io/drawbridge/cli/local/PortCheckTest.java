package io.drawbridge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drawbridge.process.config.HostPort;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PortCheckTest {
  @Test
  void aTakenPortNamesAddressUseAndHolder() throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      HostPort address = new HostPort("127.0.0.1", socket.getLocalPort());

      assertThatThrownBy(() -> PortCheck.requireFree(List.of(plan(address))))
          .isInstanceOf(FleetException.class)
          .hasMessageStartingWith(
              address + " (gw-1 clients): in use by pid " + ProcessHandle.current().pid());
    }
  }

  @Test
  void aFreeBasePortIsFree() {
    int port = LocalFleet.freeBasePort();

    assertThat(port).isBetween(10_000, 32_000);
    assertThatCode(() -> PortCheck.requireFree(List.of(plan(new HostPort("127.1.1.1", port)))))
        .doesNotThrowAnyException();
  }

  private static ProcessPlan plan(HostPort address) {
    return new ProcessPlan(
        Role.GATEWAY,
        "local-1",
        "gw-1",
        List.of(),
        Map.of(),
        Optional.empty(),
        Map.of("clients", address),
        Path.of("x"),
        Optional::empty);
  }
}
