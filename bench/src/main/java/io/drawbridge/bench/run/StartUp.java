package io.drawbridge.bench.run;

import io.drawbridge.bench.gateway.Addresses;
import io.drawbridge.bench.gateway.GatewayProgram;
import io.drawbridge.bench.gateway.MeasuredGateway;
import io.drawbridge.bench.machine.Cores;
import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * From a gateway's exec to its first CONNECTED, with the options and the ahead-of-time cache of
 * {@code ./drawbridge up}; the median of some starts.
 */
public final class StartUp {
  private static final int STARTS = 5;
  private static final int DIAL_MILLIS = 1_000;
  private static final long DIAL_AGAIN_MILLIS = 1;
  private static final long GIVE_UP_NANOS = 60_000_000_000L;

  private final Bench bench;
  private final Figures figures;

  public StartUp(Bench bench) {
    this.bench = bench;
    this.figures = bench.figures();
  }

  /** Everything. Needs the delivered jars. */
  public void run() throws IOException, InterruptedException, ServersException {
    Path lib =
        bench
            .lib()
            .orElseThrow(() -> new IOException("start: no delivered jars (expected: a build)"));
    if (!GatewayProgram.hasCache(lib)) {
      figures.say("start: without an ahead-of-time cache (./drawbridge up makes it)");
    }
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      seconds.add(once(lib));
      figures.say("  start %d: %.2f s".formatted(i + 1, seconds.getLast()));
    }
    Collections.sort(seconds);
    figures.add("start.first_connected_seconds", seconds.get(STARTS / 2));
  }

  private double once(Path lib) throws IOException, InterruptedException, ServersException {
    try (MeasuredGateway gateway =
        MeasuredGateway.launch(
            bench.folder().resolve("gateway"), bench.find(), Cores.ALL, GatewayProgram.asUp(lib))) {
      FirstClient client = new FirstClient(gateway.token("first"));
      try (Socket socket = dial(gateway)) {
        client.enter(socket);
        return (System.nanoTime() - gateway.startedNanos()) / 1e9;
      }
    }
  }

  private static Socket dial(MeasuredGateway gateway) throws IOException, InterruptedException {
    InetSocketAddress at = new InetSocketAddress(Addresses.MEASURED, Addresses.MEASURED_PORT);
    long giveUp = System.nanoTime() + GIVE_UP_NANOS;
    while (gateway.process().isAlive() && System.nanoTime() - giveUp < 0) {
      Socket socket = new Socket();
      try {
        socket.connect(at, DIAL_MILLIS);
        return socket;
      } catch (ConnectException _) {
        socket.close();
        Thread.sleep(DIAL_AGAIN_MILLIS);
      }
    }
    throw new IOException("gateway: does not listen at " + at);
  }
}
