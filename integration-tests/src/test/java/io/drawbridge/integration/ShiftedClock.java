package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.drawbridge.cli.local.FleetException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/**
 * One process of a fleet, started again so that its time of day can be set while it runs: a small
 * library of ours stands between it and the C library. All its other clocks are the system's, as
 * they are when an operator sets the time.
 */
final class ShiftedClock implements AutoCloseable {
  private static final Path FOLDER = Path.of("target/clock").toAbsolutePath();

  /** What a slow answer takes, much less than any jump. */
  private static final double LOOK_SECONDS = 30;

  private final ControlFleet control;
  private final String name;
  private final Path shift;
  private final Process process;

  private ShiftedClock(ControlFleet control, String name, Path shift, Process process) {
    this.control = control;
    this.name = name;
    this.shift = shift;
    this.process = process;
  }

  /** Returns at once, with the right time; skips the test without a C compiler. */
  static ShiftedClock of(ControlFleet control, String name) throws Exception {
    Path library = library();
    List<String> command = command(control, name);
    Path shift = FOLDER.resolve(name + ".shift");
    Files.write(shift, new byte[Long.BYTES]);
    control.fleet().local().kill(name);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(FOLDER.resolve(name + ".log").toFile());
    builder
        .environment()
        .putAll(Map.of("LD_PRELOAD", library.toString(), "CLOCK_SHIFT_FILE", shift.toString()));
    return new ShiftedClock(control, name, shift, builder.start());
  }

  /** From now on its clock says so much more than the system's. */
  void set(long seconds) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    try (FileChannel file = FileChannel.open(shift, StandardOpenOption.WRITE)) {
      file.write(bytes.putLong(seconds).flip()); // the process has it mapped: never replaced
    }
  }

  /** By what a control plane answers; of a gateway, which tells no time, by what it has loaded. */
  void assertIsAhead(int seconds) throws Exception {
    if (name.startsWith("cp-")) {
      long millis = control.rest(name).get("fleet").body().path("madeUnixMillis").asLong();
      assertThat((millis - System.currentTimeMillis()) / 1e3)
          .as("seconds that the clock of " + name + " is ahead")
          .isCloseTo(seconds, within(LOOK_SECONDS));
    } else {
      assertThat(Files.readString(Path.of("/proc/" + process.pid() + "/maps")))
          .contains(shift.toString());
    }
  }

  /** The launcher starts it again, as it was. */
  @Override
  public void close() throws FleetException {
    process.destroyForcibly().onExit().join();
    try {
      control.fleet().local().start(name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As the launcher has started it. */
  private static List<String> command(ControlFleet control, String name) throws IOException {
    long pid = control.fleet().process(name).identity().orElseThrow().pid();
    String line =
        new String(
            Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline")), StandardCharsets.UTF_8);
    return Arrays.stream(line.split("\0", -1)).filter(word -> !word.isEmpty()).toList();
  }

  private static Path library() throws IOException, InterruptedException {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    if (Arrays.stream(path.split(File.pathSeparator, -1))
        .noneMatch(folder -> Files.isExecutable(Path.of(folder, "gcc")))) {
      System.out.println("SKIPPED: no gcc on the PATH");
      return Assumptions.abort("no gcc on the PATH");
    }
    Path source = Files.createDirectories(FOLDER).resolve("clock_shift.c");
    try (InputStream text = ShiftedClock.class.getResourceAsStream("/clock_shift.c")) {
      Files.copy(Objects.requireNonNull(text), source, StandardCopyOption.REPLACE_EXISTING);
    }
    Path library = FOLDER.resolve("libclock_shift.so");
    Process compiler =
        new ProcessBuilder(
                "gcc", "-std=gnu17", "-O2", "-shared", "-fPIC", "-o", "" + library, "" + source)
            .inheritIO()
            .start();
    assertThat(compiler.waitFor()).as("exit code of gcc").isZero();
    return library;
  }
}
