package io.drawbridge.cli.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServersTest {
  @TempDir private Path folder;

  @Test
  void thePathComesFirst() throws Exception {
    Path bin = folder.resolve("bin");
    executable(bin.resolve("etcd"));
    executable(bin.resolve("redis-server"));

    Servers found = Servers.find(folder.resolve("servers"), "/nowhere:" + bin, _ -> {});

    assertThat(found.etcd()).isEqualTo(new Program(bin.resolve("etcd"), Map.of()));
    assertThat(folder.resolve("servers")).doesNotExist();
  }

  @Test
  void anEarlierDownloadIsUsedWithItsOwnLibraries() throws Exception {
    Path root = folder.resolve("root");
    executable(root.resolve("usr/bin/etcd"));
    executable(root.resolve("usr/bin/redis-server"));
    Path libraries = Files.createDirectories(root.resolve("usr/lib/riscv64-linux-gnu"));

    Servers found = Servers.find(folder, "/nowhere", _ -> {});

    assertThat(found.redis())
        .isEqualTo(
            new Program(
                root.resolve("usr/bin/redis-server"),
                Map.of("LD_LIBRARY_PATH", libraries.toString())));
  }

  private static void executable(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
