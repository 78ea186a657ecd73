package io.drawbridge.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that obeys lines of orders and answers each by a line that begins with {@code "> "}.
 * Threads: one.
 */
final class Program implements AutoCloseable {
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);

  private final String name;
  private final Process process;
  private final OutputStream orders;
  private final Path log;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private Program(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    orders = process.getOutputStream();
  }

  /** Starts it; what it writes goes to {@code log}. */
  static Program start(String name, List<String> command, Path log) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Program program = new Program(name, process, log);
    var _ = Thread.ofVirtual().start(program::read);
    return program;
  }

  private void read() {
    try (BufferedReader in =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var out = Files.newBufferedWriter(log)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.write(line);
        out.newLine();
        out.flush();
        if (line.startsWith("> ")) {
          answers.add(line.substring(2));
        }
      }
    } catch (IOException _) {
      // It has ended.
    }
  }

  /** The line it says when it is ready. */
  String greeting() throws InterruptedException {
    return answer(STARTS_WITHIN);
  }

  /** Gives an order; its answer. */
  String ask(String order) throws IOException, InterruptedException {
    orders.write((order + "\n").getBytes(StandardCharsets.UTF_8));
    orders.flush();
    return answer(ANSWERS_WITHIN);
  }

  /** Asks for {@code stats}: numbers by name. */
  Map<String, Long> stats() throws IOException, InterruptedException {
    return numbers(ask("stats"));
  }

  /** {@code a=1 b=2}. */
  static Map<String, Long> numbers(String line) {
    Map<String, Long> numbers = new HashMap<>();
    for (String word : line.split(" ", -1)) {
      int at = word.indexOf('=');
      numbers.put(word.substring(0, at), Long.parseLong(word.substring(at + 1)));
    }
    return numbers;
  }

  private String answer(Duration within) throws InterruptedException {
    String answer = answers.poll(within.toMillis(), TimeUnit.MILLISECONDS);
    if (answer == null) {
      throw new AssertionError(
          name
              + ": no answer within "
              + within
              + (process.isAlive() ? "" : ", it has ended")
              + ", see "
              + log);
    }
    return answer;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL; returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGSTOP. */
  void pause() throws IOException {
    Commands.run("kill", "-STOP", Long.toString(process.pid()));
  }

  /** SIGCONT. */
  void resume() throws IOException {
    Commands.run("kill", "-CONT", Long.toString(process.pid()));
  }

  /** Ends it in order. */
  @Override
  public void close() throws IOException {
    try (orders) {
      orders.flush();
    } catch (IOException _) {
      // It has ended already.
    }
    try {
      if (!process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(name + ": has not ended within " + ENDS_WITHIN + ", see " + log);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
