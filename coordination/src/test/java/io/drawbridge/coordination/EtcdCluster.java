package io.drawbridge.coordination;

import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Three real members of one etcd, for tests that kill some: needs the local binary, as {@link
 * EtcdServer#startLocal}.
 */
public final class EtcdCluster implements AutoCloseable {
  private static final int MEMBERS = 3;
  private static final Duration START_PATIENCE = Duration.ofSeconds(30);

  private final Path binary = EtcdServer.localBinary();
  private final List<Member> members = new ArrayList<>();

  private EtcdCluster() throws IOException {
    for (int i = 0; i < MEMBERS; i++) {
      members.add(new Member("m" + i));
    }
    for (Member member : members) {
      member.launch();
    }
    Awaitility.await("etcd has a leader").atMost(START_PATIENCE).until(() -> leader().isPresent());
  }

  /** A fresh, empty cluster with a leader. */
  public static EtcdCluster start() {
    try {
      return new EtcdCluster();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<URI> endpoints() {
    return members.stream().map(member -> URI.create(member.clientUrl())).toList();
  }

  public Coordination connect() {
    return Coordination.with(endpoints());
  }

  /** SIGKILL for the member that leads. */
  public void killLeader() {
    leader().orElseThrow().kill();
  }

  /** Returns when the members that are left have one leader. */
  public void awaitLeader() {
    Awaitility.await("another leader")
        .atMost(START_PATIENCE)
        .until(() -> leader().filter(member -> member.process.isAlive()).isPresent());
  }

  @Override
  public void close() {
    for (Member member : members) {
      member.kill();
      EtcdServer.delete(member.directory);
    }
  }

  private Optional<Member> leader() {
    return members.stream().filter(Member::leads).findFirst();
  }

  private final class Member {
    private final String name;
    private final Path directory;
    private final int clientPort = FreePort.find();
    private final int peerPort = FreePort.find();
    private Process process;

    Member(String name) throws IOException {
      this.name = name;
      this.directory = Files.createTempDirectory("drawbridge-etcd-");
    }

    String clientUrl() {
      return "http://127.0.0.1:" + clientPort;
    }

    String peerUrl() {
      return "http://127.0.0.1:" + peerPort;
    }

    void launch() throws IOException {
      process =
          new ProcessBuilder(
                  binary.toString(),
                  "--name=" + name,
                  "--logger=zap",
                  "--log-level=error",
                  "--data-dir=" + directory,
                  "--listen-client-urls=" + clientUrl(),
                  "--advertise-client-urls=" + clientUrl(),
                  "--listen-peer-urls=" + peerUrl(),
                  "--initial-advertise-peer-urls=" + peerUrl(),
                  "--initial-cluster="
                      + members.stream()
                          .map(member -> member.name + "=" + member.peerUrl())
                          .collect(Collectors.joining(",")),
                  "--unsafe-no-fsync")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    void kill() {
      if (process != null) {
        process.destroyForcibly();
        Awaitility.await().until(() -> !process.isAlive());
      }
    }

    boolean leads() {
      if (!process.isAlive()) {
        return false;
      }
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", clientPort).usePlaintext().build();
      try {
        StatusResponse status =
            MaintenanceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(1, TimeUnit.SECONDS)
                .status(StatusRequest.getDefaultInstance());
        return status.getLeader() == status.getHeader().getMemberId();
      } catch (StatusRuntimeException e) {
        return false; // it starts, or has no quorum
      } finally {
        channel.shutdownNow();
      }
    }
  }
}
