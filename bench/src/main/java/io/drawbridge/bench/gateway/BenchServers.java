package io.drawbridge.bench.gateway;

import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Cores;
import io.drawbridge.cli.servers.Program;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** etcd and Redis of one bench, beside the generators rather than beside what is measured. */
public final class BenchServers {
  private static final Duration LISTENS_WITHIN = Duration.ofSeconds(30);
  private static final int DIAL_MILLIS = 200;
  private static final long LOOK_AGAIN_MILLIS = 20;

  private BenchServers() {}

  static Child etcd(Path folder, Program program) throws IOException, InterruptedException {
    return etcd(
        folder, program, URI.create(Addresses.ETCD_CLIENTS), URI.create(Addresses.ETCD_PEERS));
  }

  /** An etcd of its own at these addresses, with its data in {@code folder}. */
  public static Child etcd(Path folder, Program program, URI clients, URI peers)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            program.executable().toString(),
            "--name=etcd",
            "--data-dir=" + folder.resolve("etcd.data"),
            "--listen-client-urls=" + clients,
            "--advertise-client-urls=" + clients,
            "--listen-peer-urls=" + peers,
            "--initial-advertise-peer-urls=" + peers,
            "--initial-cluster=etcd=" + peers,
            "--logger=zap",
            "--log-level=warn");
    return start(
        "etcd",
        folder,
        command,
        program,
        InetSocketAddress.createUnresolved(clients.getHost(), clients.getPort()));
  }

  static Child redis(Setup setup, Program program) throws IOException, InterruptedException {
    return start(
        "redis",
        setup.folder(),
        List.of(program.executable().toString(), setup.redis().toString()),
        program,
        InetSocketAddress.createUnresolved(Addresses.REDIS_HOST, Addresses.REDIS_PORT));
  }

  private static Child start(
      String name, Path folder, List<String> command, Program program, InetSocketAddress at)
      throws IOException, InterruptedException {
    Child child = Child.start(name, folder, Cores.ofLoad(), command, program.environment());
    long deadline = System.nanoTime() + LISTENS_WITHIN.toNanos();
    while (!listens(at)) {
      if (!child.isAlive() || System.nanoTime() - deadline > 0) {
        child.close();
        throw new IOException(
            name + ": does not listen at " + at + " (its log is in " + folder + ")");
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
    return child;
  }

  private static boolean listens(InetSocketAddress at) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(at.getHostString(), at.getPort()), DIAL_MILLIS);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
