package io.drawbridge.gateway.handover;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.upstream.ServiceTable;
import io.drawbridge.policy.ServiceEntry;
import io.drawbridge.policy.TierName;
import io.drawbridge.proto.business.v1.LaneAnswer;
import io.drawbridge.proto.business.v1.Reply;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.business.v1.UpstreamBatch;
import io.drawbridge.proto.business.v1.UpstreamGrpc;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A business in this process that accepts every message and replies to some. */
final class RehearsalBusiness extends UpstreamGrpc.UpstreamImplBase implements AutoCloseable {
  static final String APP = "rehearsal";

  /** Services 1 and 2. */
  static final int SERVICES = 2;

  private static final Duration TIME_LIMIT = Duration.ofSeconds(10);

  /** Sessions remember the ids of pushes, which would else be most of what is handed over. */
  private static final int REPLIES_EVERY = 16;

  private static final ByteString BODY = ByteString.copyFrom(new byte[100]);

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("rehearsal-business", true), NioIoHandler.newFactory());
  private final Server server;
  private long replies; // on the group's one thread

  private RehearsalBusiness() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .bossEventLoopGroup(group)
            .workerEventLoopGroup(group)
            .channelType(NioServerSocketChannel.class)
            .directExecutor()
            .addService(this)
            .build();
  }

  static RehearsalBusiness start() throws IOException {
    RehearsalBusiness business = new RehearsalBusiness();
    var _ = business.server.start();
    return business;
  }

  /** Itself, as gateways know services. */
  ServiceTable services() {
    return ServiceTable.ofEntries(
        List.of(entry(1, TierName.STANDARD), entry(SERVICES, TierName.INTERACTIVE)));
  }

  private ServiceEntry entry(int number, TierName tier) {
    return new ServiceEntry(
        number,
        "rehearsal-" + number,
        APP,
        "127.0.0.1:" + server.getPort(),
        tier,
        TIME_LIMIT,
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public StreamObserver<UpstreamBatch> exchange(StreamObserver<UpstreamAnswer> answers) {
    return new StreamObserver<>() {
      @Override
      public void onNext(UpstreamBatch batch) {
        UpstreamAnswer.Builder answer = UpstreamAnswer.newBuilder().setBatch(batch.getId());
        batch
            .getLanesList()
            .forEach(lane -> {
              long last = lane.getMessages(lane.getMessagesCount() - 1).getSeq();
              answer.addLanes(LaneAnswer.newBuilder().setLane(lane.getLane()).setAcceptedTo(last));
              if (last % REPLIES_EVERY == 0) {
                answer.addReplies(
                    Reply.newBuilder()
                        .setLane(lane.getLane())
                        .setSeq(last)
                        .setId(pushId(++replies))
                        .setBody(BODY));
              }
            });
        answers.onNext(answer.build());
      }

      @Override
      public void onError(Throwable error) {}

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }

  private static ByteString pushId(long number) {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(number).putLong(0).flip());
  }

  @Override
  public void close() {
    server.shutdownNow();
    var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
