package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.directive.Switchboard;
import io.drawbridge.controlplane.operation.OperationDesk;
import io.drawbridge.controlplane.operation.OperationLog;
import io.drawbridge.controlplane.policy.GatewayReports;
import io.drawbridge.controlplane.revocation.RegionDoor;
import io.drawbridge.controlplane.revocation.Revocations;
import io.drawbridge.controlplane.snapshot.Region;
import io.drawbridge.controlplane.snapshot.Snapshots;
import io.drawbridge.controlplane.vitals.Processes;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The gRPC port of a replica. */
public final class StreamServer implements AutoCloseable {
  /**
   * All gRPC work. Its queue holds at most one task for each open call, and those are bounded by
   * the services.
   */
  private static final int THREADS = 4;

  private static final int LOOPS = 1;

  /** A registration with labels and what became of 64 policies are some kilobytes. */
  private static final int MAX_REPORT_BYTES = 256 * 1024;

  /** Clients ping every 5 s at the most; gRPC sends away who pings at exactly this pace. */
  private static final int MIN_PING_SECONDS = 3;

  private static final int PING_EVERY_SECONDS = 10;
  private static final int PING_ANSWER_SECONDS = 5;
  private static final int STOP_SECONDS = 2;

  private final Server server;
  private final FleetControlService control;
  private final ExecutorService workers;
  private final MultiThreadIoEventLoopGroup loops;

  private StreamServer(
      Server server,
      FleetControlService control,
      ExecutorService workers,
      MultiThreadIoEventLoopGroup loops) {
    this.server = server;
    this.control = control;
    this.workers = workers;
    this.loops = loops;
  }

  /** What the services serve. */
  public record Parts(
      Region fleet,
      Snapshots snapshots,
      Revocations revocations,
      RegionDoor revoking,
      Switchboard switchboard,
      GatewayReports policies,
      Processes processes,
      OperationDesk operating,
      OperationLog operations) {}

  public static StreamServer start(InetSocketAddress address, String region, Parts parts)
      throws IOException {
    ExecutorService workers =
        Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("streams-", 1).daemon().factory());
    MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            LOOPS, new DefaultThreadFactory("streams-io", true), NioIoHandler.newFactory());
    FleetControlService control =
        new FleetControlService(
            new FleetControlService.Parts(
                region,
                parts.fleet(),
                parts.revocations(),
                parts.switchboard(),
                parts.policies(),
                parts.processes()));
    Server server =
        NettyServerBuilder.forAddress(address)
            .channelType(NioServerSocketChannel.class)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .executor(workers)
            .maxInboundMessageSize(MAX_REPORT_BYTES)
            .permitKeepAliveTime(MIN_PING_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .keepAliveTime(PING_EVERY_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(PING_ANSWER_SECONDS, TimeUnit.SECONDS)
            .compressorRegistry(FleetSnapshotsService.compressors())
            .addService(control)
            .addService(new FleetSnapshotsService(region, parts.snapshots()))
            .addService(new FleetAccessService(parts.revoking()))
            .addService(new FleetOperationsService(region, parts.operating(), parts.operations()))
            .build();
    StreamServer started = new StreamServer(server, control, workers, loops);
    try {
      server.start();
      return started;
    } catch (IOException e) {
      started.close();
      throw e;
    }
  }

  /** The bound port. */
  public int port() {
    return server.getPort();
  }

  /** Gateway processes attached now. Threads: any. */
  public int controlStreams() {
    return control.streams();
  }

  /** Streams never end by themselves, so they are cut; whoever was attached attaches elsewhere. */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      if (!server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    workers.shutdown();
    loops
        .shutdownGracefully(0, 1, TimeUnit.SECONDS)
        .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
  }
}
