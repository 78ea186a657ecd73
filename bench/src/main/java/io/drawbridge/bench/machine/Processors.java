package io.drawbridge.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads processor time and memory in {@code /proc}. */
final class Processors {
  /** {@code USER_HZ}: fixed at 100 in what Linux shows to programs. */
  private static final long NANOS_PER_TICK = 10_000_000;

  private static final Path PROC = Path.of("/proc");

  /** Fields of {@code /proc/stat} that are work: user nice system - - irq softirq steal. */
  private static final List<Integer> BUSY = List.of(1, 2, 3, 6, 7, 8);

  private Processors() {}

  /** User and system time of a process so far; 0 if it is gone. */
  static long nanosOf(long pid) throws IOException {
    try {
      return nanosOf(Files.readString(PROC.resolve(pid + "/stat")));
    } catch (NoSuchFileException _) {
      return 0;
    }
  }

  /** The name stands in parentheses and may hold anything; utime and stime are fields 14 and 15. */
  static long nanosOf(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK;
  }

  /** Busy time of all processors since the machine started, time stolen from it included. */
  static long nanosOfAll() throws IOException {
    String[] fields =
        Files.readString(PROC.resolve("stat")).lines().findFirst().orElseThrow().split(" +", -1);
    return BUSY.stream().mapToLong(field -> Long.parseLong(fields[field])).sum() * NANOS_PER_TICK;
  }

  /** Resident memory. */
  static long residentBytes(long pid) throws IOException {
    return Files.readString(PROC.resolve(pid + "/status"))
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(kibibytes -> Long.parseLong(kibibytes) * 1024)
        .findFirst()
        .orElseThrow(() -> new IOException("/proc/" + pid + "/status: no VmRSS"));
  }
}
