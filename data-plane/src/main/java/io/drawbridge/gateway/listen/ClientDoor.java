package io.drawbridge.gateway.listen;

import io.drawbridge.gateway.admission.Admission;
import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.connection.LoopReceiveBuffers;
import io.drawbridge.gateway.connection.Loops;
import io.drawbridge.gateway.tls.Tls;
import io.drawbridge.gateway.websocket.WebSocketRules;
import io.drawbridge.process.config.Cidr;
import io.drawbridge.process.config.HostPort;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One address where clients connect. */
public final class ClientDoor implements AutoCloseable {
  /** Connections the kernel holds until a loop accepts them; a reconnect wave must fit. */
  private static final int BACKLOG = 4_096;

  /**
   * Sockets that a loop accepts before it looks at its connections again. Said here, since Netty
   * 4.2 accepts one otherwise: it takes an accepted descriptor for a number of bytes, and so for a
   * sign that nobody else waits. A loop that is busy would let clients in by ones.
   */
  static final int ACCEPTS_IN_PASS = 16;

  private static final WriteBufferWaterMark WRITE_MARKS =
      new WriteBufferWaterMark(Connection.ROOM_BYTES / 2, Connection.ROOM_BYTES);

  /**
   * Bytes that the kernel takes of what it cannot send. Without a bound it takes megabytes, and
   * takes the next only when a third of them has gone: a slow client would seem to stand still.
   */
  private static final long UNSENT_IN_KERNEL_BYTES = 32 << 10;

  private final Settings settings;
  private final Loops loops;
  private final Channel listener;

  private ClientDoor(Settings settings, Loops loops, Channel listener) {
    this.settings = settings;
    this.loops = loops;
    this.listener = listener;
  }

  /**
   * Where a door is, and what is spoken there.
   *
   * @param proxies who alone may connect, and says by a PROXY header for whom; empty: clients
   *     themselves
   */
  public record Settings(HostPort address, Set<ClientTransport> transports, List<Cidr> proxies) {
    public Settings {
      transports = Set.copyOf(transports);
      proxies = List.copyOf(proxies);
    }

    private boolean isForProxies() {
      return !proxies.isEmpty();
    }

    private boolean trusts(InetAddress proxy) {
      return proxies.stream().anyMatch(each -> each.contains(proxy));
    }
  }

  /**
   * What doors of one gateway share.
   *
   * @param handlers makes the handler of a new connection on its loop
   * @param tls needed where a door takes a secure transport
   */
  public record Parts(
      Loops loops,
      Function<Loop, ChannelHandler> handlers,
      Admission admission,
      Optional<Tls> tls,
      WebSocketRules webSockets,
      DoorCounts counts) {}

  /**
   * Begins to accept.
   *
   * @throws IOException when the address cannot be bound, naming it
   */
  public static ClientDoor open(Settings settings, Parts parts) throws IOException {
    InetSocketAddress address = settings.address().toSocketAddress();
    boolean ipv6 = address.getAddress() instanceof Inet6Address;
    ServerBootstrap bootstrap =
        bootstrap(settings, parts)
            .channelFactory(
                parts
                    .loops()
                    .serverChannels(ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET))
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true);
    if (ipv6) {
      parts.loops().ipv6Only().ifPresent(option -> bootstrap.option(option, 1));
    }
    return new ClientDoor(settings, parts.loops(), done(settings, bootstrap.bind(address)));
  }

  /**
   * Accepts at a socket that another process listens at, too.
   *
   * @param descriptor this process's, which is the door's from now on
   * @throws IOException when it is no such socket
   */
  public static ClientDoor adopt(Settings settings, Parts parts, int descriptor)
      throws IOException {
    ServerBootstrap bootstrap =
        bootstrap(settings, parts).channelFactory(() -> new EpollServerSocketChannel(descriptor));
    return new ClientDoor(settings, parts.loops(), done(settings, bootstrap.register()));
  }

  private static ServerBootstrap bootstrap(Settings settings, Parts parts) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(parts.loops().group())
            .handler(new AcceptGate(parts.admission(), parts.counts()))
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new ServerChannelRecvByteBufAllocator()
                    .respectMaybeMoreData(false)
                    .maxMessagesPerRead(ACCEPTS_IN_PASS))
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new LoopReceiveBuffers())
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_MARKS)
            .childHandler(new Entrance(settings, parts));
    if (parts.loops().socketChannelType() == EpollSocketChannel.class) {
      bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_IN_KERNEL_BYTES);
    }
    return bootstrap;
  }

  private static Channel done(Settings settings, ChannelFuture listening) throws IOException {
    if (!listening.awaitUninterruptibly().isSuccess()) {
      throw new IOException(
          "listen " + settings.address() + ": " + listening.cause().getMessage(),
          listening.cause());
    }
    return listening.channel();
  }

  /** Makes of a client's socket of another process what one accepted here is; on its loop. */
  public static void configure(Channel adopted) {
    adopted.config().setOption(ChannelOption.RECVBUF_ALLOCATOR, new LoopReceiveBuffers());
    adopted.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_MARKS);
  }

  public Settings settings() {
    return settings;
  }

  /**
   * The socket that it listens with.
   *
   * @throws IOException where sockets have no descriptor
   */
  public int descriptor() throws IOException {
    if (!(listener instanceof UnixChannel unix)) {
      throw new IOException("listen " + settings.address() + ": only epoll can hand it over");
    }
    return unix.fd().intValue();
  }

  /**
   * Accepts nobody until {@link #goOn}; who comes waits in the kernel, for this process or another.
   */
  public void pause() {
    listener.config().setAutoRead(false);
    listener.deregister().awaitUninterruptibly();
  }

  /** Accepts again. */
  public void goOn() {
    loops.group().register(listener).awaitUninterruptibly();
    listener.config().setAutoRead(true);
  }

  /** What every accepted socket begins with. */
  private static final class Entrance extends ChannelInitializer<Channel> {
    private final Settings settings;
    private final Parts parts;
    private final Arrivals arrivals;
    private final FirstBytes firstBytes;

    Entrance(Settings settings, Parts parts) {
      this.settings = settings;
      this.parts = parts;
      arrivals = new Arrivals(parts.admission().sources(), parts.counts());
      firstBytes = FirstBytes.of(settings.transports(), parts);
    }

    @Override
    protected void initChannel(Channel channel) {
      Loop loop = parts.loops().of(channel.eventLoop());
      loop.measures().accepted();
      if (!mayStay(channel)) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0); // a reset: nothing stays behind
        var _ = channel.close();
        return;
      }
      ChannelPipeline pipeline = channel.pipeline();
      if (settings.isForProxies()) {
        pipeline.addLast("proxy", new ProxyHandler(arrivals, parts.counts()));
      }
      pipeline
          .addLast("first", firstBytes)
          .addLast(
              "client", parts.handlers().apply(loop)); // from now on the 5 s of its CONNECT run
    }

    private boolean mayStay(Channel channel) {
      if (parts.loops().connections() >= parts.admission().sockets()) {
        return refused(DoorRefusal.FULL);
      }
      if (AcceptGate.isOneTooMany(channel, parts.admission().descriptors())) {
        return refused(DoorRefusal.DESCRIPTORS);
      }
      if (!(channel.remoteAddress() instanceof InetSocketAddress peer)) {
        return false; // it has gone again
      }
      return settings.isForProxies() ? isProxy(peer) : arrivals.arrived(channel, peer);
    }

    private boolean isProxy(InetSocketAddress peer) {
      return settings.trusts(peer.getAddress()) || refused(DoorRefusal.NOT_A_PROXY);
    }

    private boolean refused(DoorRefusal why) {
      parts.counts().refusals().count(why);
      return false;
    }
  }

  /** The port in use, which is the system's choice when 0 was asked for. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Accepts nobody any more; open connections stay. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
  }
}
