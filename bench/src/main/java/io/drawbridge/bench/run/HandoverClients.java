package io.drawbridge.bench.run;

import io.drawbridge.bench.gateway.Addresses;
import io.drawbridge.bench.gateway.MeasuredGateway;
import io.drawbridge.bench.handover.HandoverMain;
import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Cores;
import io.drawbridge.bench.machine.JavaProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The processes that have the clients of a hand-over. Threads: one. */
final class HandoverClients implements AutoCloseable {
  private static final Duration CONNECTED_WITHIN = Duration.ofMinutes(5);

  /** Messages have 10 s to be answered when no more are sent. */
  private static final Duration FIGURES_WITHIN = Duration.ofMinutes(1);

  /** The last of them come at the pace of all. */
  private static final Duration SHORT_FIGURES_WITHIN = Duration.ofMinutes(5);

  /** Short connections that are open at once. */
  private static final int AT_ONCE = 500;

  private static final String FIGURES = "figures";

  private final List<Child> staying = new ArrayList<>();
  private final List<Child> all = new ArrayList<>();
  private final HandoverSize size;

  private HandoverClients(HandoverSize size) {
    this.size = size;
  }

  /** Returns when all that stay are connected. */
  static HandoverClients start(Path folder, MeasuredGateway gateway, HandoverSize size)
      throws IOException, InterruptedException {
    HandoverClients clients = new HandoverClients(size);
    try {
      clients.startAll(folder, gateway);
      return clients;
    } catch (IOException | InterruptedException e) {
      clients.close();
      throw e;
    }
  }

  private void startAll(Path folder, MeasuredGateway gateway)
      throws IOException, InterruptedException {
    List<String> tokens = gateway.hs256();
    List<String> access = new ArrayList<>(tokens);
    access.addAll(size.tls() ? gateway.tls() : List.of());
    for (int i = 0; i < size.processes(); i++) {
      Map<String, Integer> options =
          Map.of(
              "connections",
              partOf(size.connections(), i),
              "senders",
              partOf(size.senders(), i),
              "rate",
              Math.max(1, partOf(size.messagesPerSecond(), i)),
              "ramp",
              size.rampSeconds(),
              "first-user",
              firstOf(size.connections(), i),
              "at-once",
              1);
      staying.add(start("staying-" + i, folder, access, options));
    }
    Map<String, Integer> options =
        Map.of(
            "connections",
            0,
            "senders",
            0,
            "rate",
            size.shortConnectsPerSecond(),
            "ramp",
            0,
            "first-user",
            size.connections(),
            "at-once",
            AT_ONCE);
    Child _ = start("short", folder, tokens, options);
    for (Child child : all) {
      child.awaitLine("ready", CONNECTED_WITHIN);
    }
  }

  private int partOf(int all, int process) {
    return firstOf(all, process + 1) - firstOf(all, process);
  }

  private int firstOf(int all, int process) {
    return all * process / size.processes();
  }

  private Child start(String name, Path folder, List<String> tokens, Map<String, Integer> options)
      throws IOException {
    List<String> arguments = new ArrayList<>(tokens);
    arguments.addAll(List.of("--target", Addresses.MEASURED + ":" + Addresses.MEASURED_PORT));
    arguments.addAll(List.of("--source", Addresses.CLIENTS));
    options.forEach(
        (option, value) -> arguments.addAll(List.of("--" + option, Integer.toString(value))));
    List<String> command =
        JavaProgram.of(JavaProgram.LOAD, HandoverMain.class.getName(), arguments);
    Child child = Child.start(name, folder, Cores.ALL, command);
    all.add(child);
    return child;
  }

  List<Child> processes() {
    return List.copyOf(all);
  }

  /** They send; others come and go when that is what it will be; then times count, too. */
  void warmUp() throws IOException, InterruptedException {
    tellStaying("send");
    Thread.sleep(Duration.ofSeconds(size.rampSeconds()));
    all.getLast().tell("send");
    Thread.sleep(Duration.ofSeconds(size.warmupSeconds() - size.rampSeconds()));
    tellStaying("measure");
  }

  /** What they see from now on is of a restart. */
  void restart() throws IOException {
    tellStaying("restart");
  }

  /** It is over. */
  void over() throws IOException {
    tellStaying("over");
  }

  private void tellStaying(String line) throws IOException {
    for (Child child : staying) {
      child.tell(line);
    }
  }

  /** Nobody comes and goes any more. */
  Told endOfShort() throws IOException, InterruptedException {
    Child brief = all.getLast();
    brief.tell("end " + size.shortConnects());
    return new Told(List.of(brief.awaitLine(FIGURES, SHORT_FIGURES_WITHIN)));
  }

  /** Nothing is sent any more, and what is not answered never will be. */
  Told endOfStaying() throws IOException, InterruptedException {
    tellStaying("end");
    List<String> lines = new ArrayList<>();
    for (Child child : staying) {
      lines.add(child.awaitLine(FIGURES, FIGURES_WITHIN));
    }
    return new Told(lines);
  }

  @Override
  public void close() {
    all.forEach(Child::kill);
  }
}
