package io.drawbridge.process.ports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who listens on an IPv4 address, read from {@code /proc}. The process is known only if this user
 * may look into it.
 */
public final class PortHolder {
  private static final Path PROC = Path.of("/proc");
  private static final String LISTEN = "0A";
  private static final String WILDCARD_IPV4 = "00000000";
  private static final String WILDCARD_IPV6 = "0".repeat(32);

  /** Java listens on IPv4 addresses through IPv6 sockets unless told otherwise. */
  private static final String MAPPED_IPV4 =
      "0".repeat(16)
          + (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? "FFFF0000" : "0000FFFF");

  private static final int MAX_COMMAND = 80;

  private PortHolder() {}

  /**
   * A listening process.
   *
   * @param command its command line, shortened
   */
  public record Holder(long pid, String command) {
    @Override
    public String toString() {
      return "pid " + pid + " (" + command + ")";
    }
  }

  /** True if some socket listens on {@code address} or on the wildcard address of its port. */
  public static boolean isTaken(InetSocketAddress address) {
    return inode(address).isPresent();
  }

  /** True if some socket listens on {@code port}, on whatever address. */
  public static boolean isTakenAnywhere(int port) {
    String suffix = ":%04X".formatted(port);
    return inode("net/tcp", address -> address.endsWith(suffix)).isPresent()
        || inode("net/tcp6", address -> address.endsWith(suffix)).isPresent();
  }

  /** The process that listens there, if it can be seen. */
  public static Optional<Holder> of(InetSocketAddress address) {
    OptionalLong inode = inode(address);
    if (inode.isEmpty()) {
      return Optional.empty();
    }
    String socket = "socket:[" + inode.getAsLong() + "]";
    try (Stream<Path> processes = Files.list(PROC)) {
      return processes
          .filter(directory -> isNumber(directory.getFileName().toString()))
          .filter(directory -> holds(directory, socket))
          .map(directory -> holder(Long.parseLong(directory.getFileName().toString())))
          .findFirst();
    } catch (IOException | UncheckedIOException _) {
      return Optional.empty();
    }
  }

  private static OptionalLong inode(InetSocketAddress address) {
    if (address.isUnresolved() || address.getAddress().getAddress().length != 4) {
      return OptionalLong.empty();
    }
    String ipv4 = hex(address.getAddress());
    String port = ":%04X".formatted(address.getPort());
    OptionalLong found = inode("net/tcp", Set.of(ipv4 + port, WILDCARD_IPV4 + port)::contains);
    return found.isPresent()
        ? found
        : inode("net/tcp6", Set.of(MAPPED_IPV4 + ipv4 + port, WILDCARD_IPV6 + port)::contains);
  }

  private static OptionalLong inode(String table, Predicate<String> address) {
    try (Stream<String> lines = Files.lines(PROC.resolve(table))) {
      return lines
          .map(line -> line.strip().split("\\s+", -1))
          .filter(columns -> columns.length > 9 && columns[3].equals(LISTEN))
          .filter(columns -> address.test(columns[1]))
          .mapToLong(columns -> Long.parseLong(columns[9]))
          .findFirst();
    } catch (IOException | UncheckedIOException _) {
      return OptionalLong.empty(); // no such table: not Linux, or no IPv6
    }
  }

  /** The tables print each 32-bit word as the machine's integer. */
  private static String hex(InetAddress ipv4) {
    int word = ByteBuffer.wrap(ipv4.getAddress()).order(ByteOrder.nativeOrder()).getInt();
    return HexFormat.of().withUpperCase().toHexDigits(word);
  }

  private static boolean holds(Path process, String socket) {
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      return descriptors.anyMatch(descriptor -> target(descriptor).equals(socket));
    } catch (IOException | UncheckedIOException _) {
      return false; // gone, or another user's
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException _) {
      return "";
    }
  }

  private static Holder holder(long pid) {
    try {
      return new Holder(pid, shortened(Files.readString(PROC.resolve(pid + "/cmdline"))));
    } catch (IOException _) {
      return new Holder(pid, "?");
    }
  }

  /** Without folders and JVM flags, which hide what the process is. */
  private static String shortened(String commandLine) {
    String line =
        Arrays.stream(commandLine.split("\0", -1))
            .filter(argument -> !argument.startsWith("-X") && !argument.startsWith("-D"))
            .map(argument -> argument.substring(argument.lastIndexOf('/') + 1))
            .collect(Collectors.joining(" "))
            .strip();
    return line.length() <= MAX_COMMAND ? line : line.substring(0, MAX_COMMAND - 3) + "...";
  }

  private static boolean isNumber(String name) {
    return name.chars().allMatch(Character::isDigit);
  }
}
