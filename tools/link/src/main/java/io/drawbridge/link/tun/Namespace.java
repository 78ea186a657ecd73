package io.drawbridge.link.tun;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A named network namespace, as {@code ip netns add NAME} makes it.
 *
 * @param name a file below /run/netns
 */
public record Namespace(String name) {
  private static final Path FOLDER = Path.of("/run/netns");
  private static final List<Path> IP =
      List.of(
          Path.of("/usr/sbin/ip"), Path.of("/sbin/ip"), Path.of("/usr/bin/ip"), Path.of("/bin/ip"));
  private static final int O_RDONLY = 0;
  private static final int CLONE_NEWNET = 0x40000000;

  public Namespace {
    if (!name.matches("[A-Za-z0-9_.-]{1,64}") || name.startsWith(".")) {
      throw new IllegalArgumentException("namespace: " + name + " (expected: a name of ip netns)");
    }
  }

  /** What this machine lacks for links between namespaces; empty if nothing. */
  public static Optional<String> missing() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("not root (expected: root, who may enter network namespaces)");
    }
    if (!Files.isWritable(TunDevice.CONTROL)) {
      return Optional.of(TunDevice.CONTROL + ": not there (expected: a kernel with TUN devices)");
    }
    if (IP.stream().noneMatch(Files::isExecutable)) {
      return Optional.of("no command ip (expected: the package iproute2)");
    }
    return Optional.empty();
  }

  /**
   * Runs {@code work} in the namespace, on a thread of its own: what it opens there belongs to the
   * namespace for ever, the threads of this process stay where they are.
   */
  public <T> T call(Callable<T> work) throws IOException, InterruptedException {
    FutureTask<T> task =
        new FutureTask<>(() -> {
          enter();
          return work.call();
        });
    Thread thread = Thread.ofPlatform().name("in-" + name).start(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      throw new IOException("namespace " + name + ": " + cause.getMessage(), cause);
    } finally {
      thread.join();
    }
  }

  /** Runs {@code ip -n NAME ARGUMENTS}. */
  public void ip(String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 3];
    command[0] = "ip";
    command[1] = "-n";
    command[2] = name;
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output.strip());
    }
  }

  private void enter() throws IOException {
    int descriptor = Libc.open(FOLDER.resolve(name).toString(), O_RDONLY);
    try {
      Libc.setns(descriptor, CLONE_NEWNET);
    } finally {
      Libc.close(descriptor);
    }
  }
}
