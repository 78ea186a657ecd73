package io.drawbridge.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which sockets a process has, by /proc. */
final class ConnectedSockets {
  private static final String ESTABLISHED = "01";
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private ConnectedSockets() {}

  /** Established connections at a local port that this process has open. */
  static long of(long pid, int port) throws IOException {
    Set<String> own = inodes(pid);
    return at(port).stream().filter(own::contains).count();
  }

  private static Set<String> at(int port) throws IOException {
    String suffix = ":%04X".formatted(port);
    Set<String> inodes = new HashSet<>();
    for (String file : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(file))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields[LOCAL_ADDRESS].endsWith(suffix) && fields[STATE].equals(ESTABLISHED)) {
          inodes.add("socket:[" + fields[INODE] + "]");
        }
      }
    }
    return inodes;
  }

  private static Set<String> inodes(long pid) throws IOException {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        inodes.add(target(descriptor));
      }
    }
    return inodes;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException _) {
      return ""; // closed meanwhile
    }
  }
}
