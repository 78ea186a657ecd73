package io.drawbridge.gateway.upstream;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.TestSessions;
import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.measure.GatewayMeasures;
import io.drawbridge.gateway.measure.JvmUsage;
import io.drawbridge.gateway.overload.Overload;
import io.drawbridge.gateway.policy.GatewayPolicies;
import io.drawbridge.gateway.session.ClientInstance;
import io.drawbridge.gateway.session.Lane;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionId;
import io.drawbridge.gateway.session.SessionListener;
import io.drawbridge.gateway.session.UpstreamItem;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.policy.ServiceTarget;
import io.drawbridge.proto.business.v1.Reply;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.LaneStart;
import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.proto.client.v1.UpstreamNack;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameReader;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.Side;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** One loop with its upstream, clients without sockets, and real businesses behind it. */
final class UpstreamBench implements AutoCloseable {
  final UpstreamCounts counts = new UpstreamCounts();
  final List<Reply> replies = new CopyOnWriteArrayList<>();
  final Businesses businesses;
  final UpstreamLoop upstream;
  private final AtomicLong aheadNanos = new AtomicLong();
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop executor = group.next();
  private final Loop loop;
  private volatile ServiceTable table = ServiceTable.EMPTY;

  UpstreamBench(Service service) {
    table = ServiceTable.of(List.of(service));
    businesses = new Businesses(NioSocketChannel.class);
    GatewayMeasures measures =
        new GatewayMeasures(this::now, new JvmUsage(System::nanoTime, () -> 0, 0));
    loop = new Loop(0, executor, measures.newLoop());
    upstream =
        new UpstreamLoop(
            loop,
            new UpstreamLoop.Parts(
                "gw-1",
                businesses,
                () -> table,
                new GatewayPolicies(Optional.empty(), 30, InstantSource.system(), this::now)
                    .newLoop(),
                Overload.off(this::now).newLoop(),
                (session, number, reply) -> replies.add(reply),
                counts,
                this::now));
    onLoop(() -> upstream.start());
  }

  /** Service 1 with these instances. */
  static Service service(Duration timeLimit, int maxInFlight, HandBusiness... instances) {
    String target =
        Arrays.stream(instances).map(HandBusiness::address).collect(Collectors.joining(","));
    return new Service(
        "default",
        1,
        "orders",
        ServiceTarget.parse(target),
        Tier.STANDARD,
        timeLimit,
        maxInFlight,
        Service.DEFAULT_TARGET_WAIT);
  }

  private long now() {
    return System.nanoTime() + aheadNanos.get();
  }

  void ahead(Duration by) {
    aheadNanos.addAndGet(by.toNanos());
  }

  Service service() {
    return table.find("default", 1).orElseThrow();
  }

  void describe(Service service) {
    table = ServiceTable.of(List.of(service));
  }

  Client client(String user) {
    return onLoop(() -> new Client(user));
  }

  /** Everything the action does belongs to one read pass. */
  void pass(Runnable action) {
    onLoop(() -> {
      action.run();
      loop.endBatch();
    });
  }

  void onLoop(Runnable action) {
    var _ =
        onLoop(() -> {
          action.run();
          return true;
        });
  }

  <V> V onLoop(Callable<V> action) {
    try {
      return executor.submit(action).get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    businesses.close();
    var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** What a client was told: an ACK without, a NACK with a body. */
  record Told(FrameType type, long seq, Optional<UpstreamNack> nack) {
    static Told of(Frame frame) throws Exception {
      boolean refused = frame.type() == FrameType.UPSTREAM_NACK;
      return new Told(
          frame.type(),
          frame.seq(),
          refused
              ? Optional.of(UpstreamNack.parseFrom(ByteString.copyFrom(frame.bodyBytes())))
              : Optional.empty());
    }

    @Override
    public String toString() {
      return type + " " + seq;
    }
  }

  /** A gateway whose sessions never end. */
  private final class Feeds implements SessionListener {
    @Override
    public void sessionHandedOver(Session session) {}

    @Override
    public void endHandedOver(Session session, Close message) {}

    @Override
    public void sessionEnded(Session session, CloseReason reason) {}

    @Override
    public void sessionMoved(Session session, String gateway, int connectNumber) {}

    @Override
    public void mayFeed(Session session) {
      upstream.feed(session);
    }
  }

  /** A session whose socket is a list of frames. */
  final class Client {
    final Session session;
    final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final FrameReader reader = new FrameReader(Side.GATEWAY, Frame.MAX_LENGTH);

    private Client(String user) {
      Session.Who who =
          new Session.Who(
              new SessionId(7, user.hashCode()),
              new ClientInstance(new UserKey("default", user), "phone", user.hashCode()),
              Optional.empty());
      Connect connect = Connect.newBuilder().setConnectNumber(1).build();
      session = new Session(who, connect, connection(), TestSessions.place(loop, new Feeds()));
      session.connected(connect, new byte[0]);
    }

    private Connection connection() {
      return TestSessions.connection(
          loop,
          new EmbeddedChannel(
              new ChannelOutboundHandlerAdapter() {
                @Override
                public void write(
                    ChannelHandlerContext context, Object message, ChannelPromise promise)
                    throws Exception {
                  note((ByteBuf) message);
                }
              }));
    }

    /** The client dials again and is welcome; inside a pass. */
    void resume(int connectNumber) {
      session.connected(dial(connectNumber), new byte[0]);
    }

    /** The client dials again and waits for CONNECTED; inside a pass. */
    Connect dial(int connectNumber) {
      Connect connect =
          Connect.newBuilder()
              .setConnectNumber(connectNumber)
              .addLanes(LaneStart.newBuilder().setService(1).setNextSeq(1))
              .build();
      try {
        if (!session.resume(connect, connection())) {
          throw new AssertionError("dial " + connectNumber + " is stale");
        }
      } catch (ProtocolViolation e) {
        throw new AssertionError(e);
      }
      return connect;
    }

    private void note(ByteBuf bytes) throws Exception {
      while (reader.next(bytes)) {
        FrameType type = reader.frame().type();
        if (type == FrameType.UPSTREAM_ACK || type == FrameType.UPSTREAM_NACK) {
          told.add(Told.of(reader.frame()));
        }
      }
      bytes.release();
    }

    Lane lane() {
      return session.lane(1);
    }

    /** Takes messages; inside a pass. */
    void take(long... seqs) {
      for (long seq : seqs) {
        if (lane().receive(seq, 1) != Lane.Receipt.TAKE) {
          throw new AssertionError("seq " + seq + " (expected: next is " + lane().next() + ")");
        }
        lane()
            .take(
                UpstreamItem.message(seq, ByteString.copyFromUtf8("m" + seq), null, false, now()));
        upstream.ready(session, service(), lane());
      }
    }

    /** A pass of its own. */
    void send(long... seqs) {
      pass(() -> take(seqs));
    }

    Told next() throws InterruptedException {
      Told next = told.poll(20, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("told nothing within 20 s");
      }
      return next;
    }
  }
}
