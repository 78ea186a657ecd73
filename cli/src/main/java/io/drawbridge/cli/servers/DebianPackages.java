package io.drawbridge.cli.servers;

import io.drawbridge.cli.context.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Downloads packages and what they depend on with apt, as any user, and unpacks them into a folder.
 * apt's lists and caches live there too, so that neither root's nor the system's are touched.
 */
public final class DebianPackages {
  /** 15 MB of packages and 10 MB of lists, on a line of 1 Mbit/s; ten times that on 10 Mbit/s. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final Pattern TO_INSTALL = Pattern.compile("^Inst (\\S+) ", Pattern.MULTILINE);

  private final Path folder;
  private final Consumer<String> progress;

  /**
   * Does nothing yet.
   *
   * @param folder ours alone
   * @param progress told what is being done, one line each
   */
  public DebianPackages(Path folder, Consumer<String> progress) {
    this.folder = folder.toAbsolutePath();
    this.progress = progress;
  }

  /** Creates {@code root} whole, or not at all. */
  public void unpack(List<String> packages, Path root)
      throws ServersException, IOException, InterruptedException {
    if (!Files.isExecutable(Path.of("/usr/bin/apt-get"))
        || !Files.isExecutable(Path.of("/usr/bin/dpkg"))) {
      throw new ServersException(
          String.join(" and ", packages)
              + ": not on the PATH (expected: installed by your system's package manager, for"
              + " example: brew install etcd redis)");
    }
    Path work = folder.resolve("work");
    Folders.delete(work);
    Files.createDirectories(work.resolve("root"));
    Files.createDirectories(folder.resolve("apt/lists/partial"));
    Files.createDirectories(folder.resolve("apt/cache"));
    progress.accept("downloading " + String.join(", ", packages) + " into " + folder);
    download(packages, work);
    for (Path file : archives(work)) {
      run(packages, work, "dpkg", "-x", file.toString(), work.resolve("root").toString());
    }
    Folders.delete(root);
    Files.move(work.resolve("root"), root, StandardCopyOption.ATOMIC_MOVE);
    Folders.delete(work);
  }

  private void download(List<String> packages, Path work)
      throws ServersException, IOException, InterruptedException {
    runApt(packages, work, List.of("update"));
    List<String> simulation = new ArrayList<>(List.of("-s", "install", "--no-install-recommends"));
    simulation.addAll(packages);
    Matcher inst = TO_INSTALL.matcher(runApt(packages, work, simulation));
    List<String> wanted = new ArrayList<>(List.of("download"));
    wanted.addAll(inst.results().map(result -> result.group(1)).toList());
    for (String name : packages) { // installed already, but not on the PATH
      if (!wanted.contains(name)) {
        wanted.add(name);
      }
    }
    runApt(packages, work, wanted);
  }

  private String runApt(List<String> packages, Path work, List<String> arguments)
      throws ServersException, IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "apt-get",
                "-q",
                "-o",
                "Dir::State::lists=" + folder.resolve("apt/lists"),
                "-o",
                "Dir::Cache=" + folder.resolve("apt/cache"),
                "-o",
                "APT::Sandbox::User=" + System.getProperty("user.name"),
                "-o",
                "Acquire::Retries=2"));
    command.addAll(arguments);
    return run(packages, work, command.toArray(String[]::new));
  }

  private String run(List<String> packages, Path work, String... command)
      throws ServersException, IOException, InterruptedException {
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    if (!ended || process.exitValue() != 0) {
      throw new ServersException(
          String.join(" ", command)
              + (ended ? ": exit code " + process.exitValue() : ": no end within " + LIMIT)
              + "\n"
              + lastLine(text)
              + "\nInstall them by: sudo apt-get install "
              + String.join(" ", packages));
    }
    return text;
  }

  private static String lastLine(String text) {
    return text.lines().reduce("", (_, line) -> line);
  }

  private static List<Path> archives(Path work) throws IOException {
    try (Stream<Path> files = Files.list(work)) {
      return files.filter(file -> file.toString().endsWith(".deb")).toList();
    }
  }
}
