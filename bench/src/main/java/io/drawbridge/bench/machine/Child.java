package io.drawbridge.bench.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that a bench has started and that ends with it, also when the bench is interrupted. Its
 * standard output is read line by line, its errors go to a file. Threads: one owner.
 */
public final class Child implements AutoCloseable {
  /** More lines than any of our programs prints; beyond it the oldest are not waited for. */
  private static final int MAX_LINES = 10_000;

  private static final Duration END_WITHIN = Duration.ofSeconds(10);

  private static final String END_OF_OUTPUT = "\0";

  private final String name;
  private final Path log;
  private final Process process;
  private final Writer input;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(MAX_LINES);
  private final Thread hook;

  private Child(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    this.hook = new Thread(process::destroyForcibly, "end " + name);
    Runtime.getRuntime().addShutdownHook(hook);
    // A platform's: reading a pipe keeps a virtual thread's carrier, of which there are too few.
    Thread.ofPlatform().daemon().name("output of " + name).start(this::readLines);
  }

  /** Starts {@code command} on the processors {@code cores}; its errors go to NAME.log there. */
  public static Child start(String name, Path folder, Cores cores, List<String> command)
      throws IOException {
    return start(name, folder, cores, command, Map.of());
  }

  /** Also with {@code environment} added to ours. */
  public static Child start(
      String name, Path folder, Cores cores, List<String> command, Map<String, String> environment)
      throws IOException {
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(cores.pinned(command))
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return new Child(name, log, builder.start());
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * The next line that begins with {@code start}; those before it are dropped.
   *
   * @throws IOException if the process ends without it, or it does not come within {@code limit}
   */
  public String awaitLine(String start, Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      String line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw failed("no line \"" + start + "\" within " + limit.toSeconds() + " s");
      }
      if (line.equals(END_OF_OUTPUT)) {
        throw failed("ended before a line \"" + start + "\"");
      }
      if (line.startsWith(start)) {
        return line;
      }
    }
  }

  /** One line to its standard input. */
  public void tell(String line) throws IOException {
    input.write(line + "\n");
    input.flush();
  }

  /**
   * Waits for the end and returns the lines that were not read yet.
   *
   * @throws IOException if it does not end by itself within {@code limit}, or not with exit code 0
   */
  public List<String> awaitEnd(Duration limit) throws IOException, InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw failed("no end within " + limit.toSeconds() + " s");
    }
    if (process.exitValue() != 0) {
      throw failed("exit code " + process.exitValue());
    }
    List<String> rest = new ArrayList<>();
    for (String line = lines.take(); !line.equals(END_OF_OUTPUT); line = lines.take()) {
      rest.add(line);
    }
    return rest;
  }

  /** SIGKILL: for whoever takes long to end well, and need not. */
  public void kill() {
    process.destroyForcibly();
    close();
  }

  /** SIGTERM, SIGKILL if that does not help. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    forgetHook();
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The hooks run already.
    }
  }

  private void readLines() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().forEach(this::add);
    } catch (IOException | UncheckedIOException _) {
      // A killed process closes its pipe; the end says the rest.
    }
    add(END_OF_OUTPUT);
  }

  private void add(String line) {
    while (!lines.offer(line)) {
      lines.poll();
    }
  }

  private IOException failed(String what) {
    return new IOException(name + ": " + what + " (its errors: " + log + ")");
  }
}
