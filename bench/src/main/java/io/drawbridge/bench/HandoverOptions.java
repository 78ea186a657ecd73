package io.drawbridge.bench;

import io.drawbridge.bench.run.HandoverSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of {@code bench handover}. */
final class HandoverOptions {
  @Option(
      names = "--small",
      description = "2,000 connections and 2 restarts; what other options say comes first.")
  private boolean small;

  @Option(
      names = "--tls",
      description =
          "200 clients of the Java library, by TLS that ends in the gateway, in place of raw ones.")
  private boolean tls;

  @Option(names = "--connections", description = "Connections that stay (default: 18000).")
  private Optional<Integer> connections = Optional.empty();

  @Option(names = "--senders", description = "Of them, those that send (default: 9000).")
  private Optional<Integer> senders = Optional.empty();

  @Option(names = "--rate", description = "Messages a second of all senders (default: 4000).")
  private Optional<Integer> rate = Optional.empty();

  @Option(
      names = "--restarts",
      description = "One after the other; 0: a gateway that hands nothing over (default: 5).")
  private Optional<Integer> restarts = Optional.empty();

  @Option(names = "--warmup", description = "Seconds of load before its times count (default: 15).")
  private Optional<Integer> warmup = Optional.empty();

  @Option(
      names = "--pause",
      description = "Seconds before, between and after restarts (default: 5).")
  private Optional<Integer> pause = Optional.empty();

  @Option(
      names = "--short-connects",
      description = "Clients that come and go meanwhile, at least (default: 10000).")
  private Optional<Integer> shortConnects = Optional.empty();

  @Option(
      names = "--killed",
      description = "Nothing is handed over: a restart is SIGKILL and a new process.")
  private boolean killed;

  @Option(names = "--untrained", description = "Gateways start without an ahead-of-time cache.")
  private boolean untrained;

  @Option(
      names = "--jvm",
      paramLabel = "OPTION",
      description = "A JVM option for gateways; may be repeated.")
  private List<String> jvm = new ArrayList<>();

  HandoverSize size() {
    HandoverSize other = small ? HandoverSize.SMALL : HandoverSize.FULL;
    HandoverSize base = tls ? HandoverSize.FULL_TLS : other;
    int all = connections.orElse(base.connections());
    return new HandoverSize(
        all,
        senders.orElse(tls ? all : base.senders()),
        rate.orElse(base.messagesPerSecond()),
        restarts.orElse(base.restarts()),
        warmup.orElse(base.warmupSeconds()),
        pause.orElse(base.pauseSeconds()),
        shortConnects.orElse(base.shortConnects()),
        base.processes(),
        base.tls());
  }

  boolean killed() {
    return killed;
  }

  boolean untrained() {
    return untrained;
  }

  List<String> jvm() {
    return jvm;
  }
}
