package io.drawbridge.process.ports;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class PortHolderTest {
  @Test
  void findsTheProcessThatListens() throws Exception {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(ipv4(), 0));
      InetSocketAddress address = new InetSocketAddress(ipv4(), socket.getLocalPort());

      assertThat(PortHolder.isTaken(address)).isTrue();
      assertThat(PortHolder.of(address))
          .hasValueSatisfying(
              holder -> assertThat(holder.pid()).isEqualTo(ProcessHandle.current().pid()));
    }
  }

  @Test
  void aWildcardListenerHoldsEveryAddress() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      assertThat(PortHolder.isTaken(new InetSocketAddress(ipv4(), socket.getLocalPort()))).isTrue();
    }
  }

  @Test
  void aFreePortHasNoHolder() throws Exception {
    InetSocketAddress address;
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(ipv4(), 0));
      address = new InetSocketAddress(ipv4(), socket.getLocalPort());
    }

    assertThat(PortHolder.isTaken(address)).isFalse();
    assertThat(PortHolder.of(address)).isEmpty();
  }

  private static InetAddress ipv4() throws Exception {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }
}
