package io.drawbridge.gateway.handover;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What Linux says of this machine and this process. */
final class MachineState {
  private static final Path SELF = Path.of("/proc/self");
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final long KIBIBYTE = 1 << 10;

  private MachineState() {}

  /** True for the user that this process runs as. */
  static boolean isOwnUser(int user) throws IOException {
    return Files.getAttribute(SELF, "unix:uid").equals(user);
  }

  /**
   * Why a second process of this size would not fit; empty = it does, or cannot be told. A
   * successor is as large as this process in the end.
   */
  static Optional<String> tooLittleMemoryForTwo() {
    OptionalLong own = kibibytes(SELF.resolve("status"), "VmRSS:");
    OptionalLong available = kibibytes(MEMORY, "MemAvailable:");
    if (own.isEmpty() || available.isEmpty() || available.getAsLong() >= own.getAsLong()) {
      return Optional.empty();
    }
    return Optional.of(
        "memory: %d MiB available (expected: >= %d MiB, what this process has; drain it instead)"
            .formatted(available.getAsLong() / KIBIBYTE, own.getAsLong() / KIBIBYTE));
  }

  private static OptionalLong kibibytes(Path file, String key) {
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
      return lines.stream()
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException | NumberFormatException _) {
      return OptionalLong.empty();
    }
  }
}
