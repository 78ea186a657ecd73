package io.drawbridge.bench.run;

import io.drawbridge.bench.gateway.Addresses;
import io.drawbridge.bench.load.LoadMain;
import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Cores;
import io.drawbridge.bench.machine.JavaProgram;
import io.drawbridge.bench.mqtt.MqttLoadMain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A load process whose clients are connected. */
final class Generator implements AutoCloseable {
  private static final String MAIN = LoadMain.class.getName();
  private static final Duration CONNECT_WITHIN = Duration.ofMinutes(3);

  /** From the end of the counted time to the figures. */
  private static final Duration FIGURES_WITHIN = Duration.ofMinutes(3);

  private final Child process;

  private Generator(Child process) {
    this.process = process;
  }

  static Generator start(Path folder, Load load, List<String> tokens)
      throws IOException, InterruptedException {
    return start(folder, load, tokens, MAIN);
  }

  /** For a broker of MQTT. */
  static Generator ofMqtt(Path folder, Load load) throws IOException, InterruptedException {
    return start(folder, load, List.of(), MqttLoadMain.class.getName());
  }

  private static Generator start(Path folder, Load load, List<String> tokens, String program)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(load.arguments());
    arguments.addAll(tokens);
    arguments.addAll(List.of("--target", Addresses.MEASURED + ":" + Addresses.MEASURED_PORT));
    arguments.addAll(List.of("--source", Addresses.CLIENTS));
    Child process =
        Child.start(
            "load-" + load.firstUser(),
            folder,
            Cores.ofLoad(),
            JavaProgram.of(JavaProgram.LOAD, program, arguments));
    try {
      process.awaitLine("ready", CONNECT_WITHIN);
      return new Generator(process);
    } catch (IOException | InterruptedException e) {
      process.close();
      throw e;
    }
  }

  Child process() {
    return process;
  }

  /** The load begins; of an idle one, ends. */
  void go() throws IOException {
    process.tell("go");
  }

  /**
   * What it counted, once it has ended.
   *
   * @throws IOException if clients were refused or lost: then it was not the load that was asked
   *     for
   */
  Answers figures() throws IOException, InterruptedException {
    Answers answers = Answers.of(process.awaitEnd(FIGURES_WITHIN));
    if (answers.number("failures") > 0) {
      throw new IOException(
          "load: %s failures: %s"
              .formatted(answers.text("failures"), answers.text("first_failure")));
    }
    return answers;
  }

  @Override
  public void close() {
    process.close();
  }
}
