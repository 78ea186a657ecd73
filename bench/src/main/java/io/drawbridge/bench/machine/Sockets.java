package io.drawbridge.bench.machine;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** TCP sockets as the kernel knows them. Its number of one stays the same whoever has it open. */
public final class Sockets {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

  private static final String ESTABLISHED = "01";
  private static final String SOCKET = "socket:[";

  /** Columns of a table. */
  private static final int LOCAL = 1;

  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private Sockets() {}

  /**
   * Numbers of a server's established sockets, by the address of the other end, as the kernel
   * writes it.
   *
   * @param server an IPv4 address; also sockets of IPv6 that stand for it
   */
  public static Map<String, Long> establishedAt(InetSocketAddress server) throws IOException {
    Map<String, Long> sockets = new HashMap<>();
    for (Path table : TABLES) {
      if (Files.exists(table)) {
        sockets.putAll(establishedAt(server, Files.readAllLines(table)));
      }
    }
    return sockets;
  }

  /** {@code lines}: of a table. */
  static Map<String, Long> establishedAt(InetSocketAddress server, List<String> lines) {
    String local = kernelText(server);
    Map<String, Long> sockets = new HashMap<>();
    for (String line : lines) {
      String[] columns = line.strip().split(" +", -1);
      if (columns.length > INODE
          && columns[LOCAL].endsWith(local)
          && columns[STATE].equals(ESTABLISHED)) {
        sockets.put(columns[REMOTE], Long.parseLong(columns[INODE]));
      }
    }
    return sockets;
  }

  /** The address in the order of the machine's bytes, the port in the network's: both in hex. */
  private static String kernelText(InetSocketAddress server) {
    if (!(server.getAddress() instanceof Inet4Address address)) {
      throw new IllegalArgumentException(server + ": (expected: an IPv4 address)");
    }
    byte[] bytes = address.getAddress();
    return String.format(
        Locale.ROOT,
        "%02X%02X%02X%02X:%04X",
        bytes[3],
        bytes[2],
        bytes[1],
        bytes[0],
        server.getPort());
  }

  /** Numbers of the sockets that a process has open. */
  public static Set<Long> of(long pid) throws IOException {
    Set<Long> sockets = new HashSet<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path file : files) {
        add(file, sockets);
      }
    }
    return sockets;
  }

  private static void add(Path file, Set<Long> sockets) throws IOException {
    try {
      String target = Files.readSymbolicLink(file).toString();
      if (target.startsWith(SOCKET)) {
        sockets.add(Long.parseLong(target.substring(SOCKET.length(), target.length() - 1)));
      }
    } catch (NoSuchFileException _) {
      // It was closed since.
    }
  }
}
