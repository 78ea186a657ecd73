package io.drawbridge.bench.yardstick;

import io.drawbridge.cli.servers.DebianPackages;
import io.drawbridge.cli.servers.ServersException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/** Compiles {@code echo_server.c}, once for each text of it. */
public final class CEcho {
  private static final List<String> SOURCES = List.of("frames.h", "echo_server.c");
  private static final List<String> PACKAGES = List.of("gcc", "libc6-dev");
  private static final int COMPILE_SECONDS = 60;

  private CEcho() {}

  /**
   * The program. The compiler is gcc on the PATH, else Debian's, unpacked below {@code folder}.
   *
   * @param folder ours alone
   * @param progress told what is being done, one line each
   */
  public static Path build(Path folder, Consumer<String> progress)
      throws IOException, InterruptedException, ServersException {
    Files.createDirectories(folder);
    CRC32 text = new CRC32();
    for (String name : SOURCES) {
      byte[] source = source(name);
      text.update(source);
      Files.write(folder.resolve(name), source);
    }
    Path program = folder.resolve("echo_server-%08x".formatted(text.getValue()));
    if (!Files.isExecutable(program)) {
      Path next = folder.resolve("echo_server.new");
      compile(compiler(folder, progress), folder.resolve("echo_server.c"), next);
      Files.move(next, program, StandardCopyOption.ATOMIC_MOVE);
    }
    return program;
  }

  private static byte[] source(String name) throws IOException {
    try (InputStream in = CEcho.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private record Compiler(List<String> command, Map<String, String> environment) {}

  private static Compiler compiler(Path folder, Consumer<String> progress)
      throws ServersException, IOException, InterruptedException {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    for (String place : path.split(File.pathSeparator, -1)) {
      if (!place.isEmpty() && Files.isExecutable(Path.of(place, "gcc"))) {
        return new Compiler(List.of("gcc"), Map.of());
      }
    }
    Path root = folder.resolve("gcc");
    if (!Files.exists(root)) {
      new DebianPackages(folder.resolve("gcc-packages"), progress).unpack(PACKAGES, root);
    }
    return unpacked(root, path);
  }

  /** Statically linked: the unpacked C library is for compiling only. */
  private static Compiler unpacked(Path root, String path) throws IOException {
    Path bin = root.resolve("usr/bin");
    File[] libraries =
        root.resolve("usr/lib").toFile().listFiles((_, name) -> name.contains("-linux-"));
    if (libraries == null || libraries.length == 0 || !Files.isExecutable(bin.resolve("gcc"))) {
      throw new IOException(root + ": no gcc in the packages (expected: apt-get install gcc)");
    }
    return new Compiler(
        List.of(bin.resolve("gcc").toString(), "--sysroot=" + root, "-static"),
        Map.of(
            "PATH", bin + File.pathSeparator + path, "LD_LIBRARY_PATH", libraries[0].toString()));
  }

  private static void compile(Compiler compiler, Path source, Path program)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(compiler.command());
    command.addAll(List.of("-std=gnu17", "-O2", "-Wall", "-Wextra", "-o"));
    command.addAll(List.of(program.toString(), source.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(compiler.environment());
    Process gcc = builder.start();
    String output = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!gcc.waitFor(COMPILE_SECONDS, TimeUnit.SECONDS) || gcc.exitValue() != 0) {
      gcc.destroyForcibly();
      throw new IOException(String.join(" ", command) + ": failed\n" + output);
    }
  }
}
