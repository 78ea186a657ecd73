package io.drawbridge.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class ServiceManagerTest {
  @TempDir private Path folder;

  @Test
  void tellsHowTheServiceStandsAndWhoGoesOn() throws Throwable {
    Path path = folder.resolve("notify");
    try (NotifySocket socket = new NotifySocket(path)) {
      ServiceManager manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", path.toString()));

      manager.started();
      manager.goesOnIn(4711);
      manager.stopping();

      assertThat(socket.next().lines()).containsExactly("READY=1", "STATUS=started");
      assertThat(socket.next().lines()).first().isEqualTo("MAINPID=4711");
      assertThat(socket.next().lines()).first().isEqualTo("STOPPING=1");
    }
  }

  @Test
  void withoutAManagerOrWithOneThatHasGoneTheProcessGoesOn() {
    ServiceManager.of(Map.of()).started();
    ServiceManager.of(Map.of("NOTIFY_SOCKET", "")).started();
    ServiceManager.of(Map.of("NOTIFY_SOCKET", folder.resolve("gone").toString())).started();

    assertThatThrownBy(() -> UnixDatagram.send(folder.resolve("gone").toString(), "READY=1"))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("nobody takes datagrams there");
    assertThatThrownBy(() -> UnixDatagram.send("/" + "a".repeat(107), "READY=1"))
        .hasMessageEndingWith("longer than 107 bytes");
  }
}
