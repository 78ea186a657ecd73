package io.drawbridge.gateway.handover;

import io.drawbridge.gateway.attach.Attach;
import io.drawbridge.proto.handover.v1.Batch;
import io.drawbridge.proto.handover.v1.FromPredecessor;
import io.drawbridge.proto.handover.v1.HandedConnection;
import io.drawbridge.proto.handover.v1.HandedSession;
import io.drawbridge.proto.peer.v1.SessionState;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands clients of its own to and fro within this process, over real sockets and with a real
 * business behind them, until a hot restart's code is loaded and compiled: a cold process lets the
 * first clients that it takes over wait for a second, a rehearsed one for some ten milliseconds.
 * Its clients differ as a gateway's do: what is compiled for clients who are all alike is thrown
 * away and compiled again when the first other one comes. Nothing of the gateway but its code is
 * touched.
 *
 * <p>Threads: the caller's, which waits, and some of its own that end with it.
 */
public final class Rehearsal {
  private static final int CLIENTS = 48;

  /** Sessions whose clients are away. */
  private static final int AWAY = 8;

  /** Some thirty thousand connections: the JVM's last compiler has had its turn by then. */
  private static final int ROUNDS = 600;

  /** On a busy machine it has not: then further ones, until it has nothing more to do. */
  private static final int MOST_ROUNDS = 5 * ROUNDS;

  private static final Duration STEP_AT_MOST = Duration.ofSeconds(10);
  private static final AtomicBoolean REHEARSED = new AtomicBoolean();
  private static final Logger log = LoggerFactory.getLogger(Rehearsal.class);

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("rehearsal", true), EpollIoHandler.newFactory());
  private final RehearsalBusiness business = RehearsalBusiness.start();
  private final List<RehearsalStage> stages;
  private final List<RehearsalClient> clients = new ArrayList<>();

  /** Else whoever sends more than a socket holds would wait for himself to receive it. */
  private final ExecutorService mail =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("rehearsal-mail").daemon().factory());

  private Rehearsal(Attach attach) throws IOException {
    stages =
        List.of(
            new RehearsalStage(group.next(), attach, business.services()),
            new RehearsalStage(group.next(), attach, business.services()));
  }

  /**
   * Returns when everything needed has been done often enough, at once if it was so before in this
   * JVM. A failure is logged: it costs time later, and nothing else.
   *
   * @param attach what answers CONNECT, which is not used
   * @param atMost it is good enough by then; zero = no rehearsal
   */
  public static void run(Attach attach, Duration atMost) {
    if (atMost.isZero() || !REHEARSED.compareAndSet(false, true)) {
      return;
    }
    long startNanos = System.nanoTime();
    try {
      int rounds = rehearse(attach, ROUNDS, MOST_ROUNDS, startNanos + atMost.toNanos());
      log.info(
          "hand-over rehearsed {} times in {} ms",
          rounds,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
    } catch (IOException | ExecutionException | TimeoutException e) {
      log.warn("hand-over could not be rehearsed: {}", e.toString());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** As {@link #run}, in any case. Returns how often it was done. */
  static int rehearse(Attach attach, int rounds, int mostRounds, long endNanos)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    Rehearsal rehearsal = new Rehearsal(attach);
    try {
      return rehearsal.play(rounds, mostRounds, endNanos);
    } finally {
      rehearsal.end();
    }
  }

  private int play(int rounds, int mostRounds, long endNanos)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    Path folder = Files.createTempDirectory("hand-over");
    Path path = folder.resolve("socket");
    try (UnixSocket listener = UnixSocket.listen(path);
        UnixSocket sends = UnixSocket.connect(path, Successor.WELCOME_WITHIN);
        UnixSocket receives = listener.accept()) {
      enter();
      int round = 0;
      Compilers compilers = new Compilers();
      while ((round < rounds || (round < mostRounds && compilers.areBusy()))
          && System.nanoTime() - endNanos < 0) {
        for (RehearsalClient client : clients) {
          client.say(round);
        }
        hear(round, true);
        pass(stages.get(round % 2), stages.get((round + 1) % 2), round + 1, sends, receives);
        hear(round, false);
        round++;
      }
      return round;
    } finally {
      boolean _ = Files.deleteIfExists(path);
      boolean _ = Files.deleteIfExists(folder);
    }
  }

  private void hear(int round, boolean before) throws IOException {
    for (RehearsalClient client : clients) {
      if (client.hearsBefore(round) == before) {
        client.hear();
      }
    }
  }

  /** Connects the clients, whose sockets the first stage adopts. */
  private void enter()
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    Channel door =
        new ServerBootstrap()
            .group(group)
            .channel(EpollServerSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Acceptor(accepted))
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
    int port = ((InetSocketAddress) door.localAddress()).getPort();
    Batch.Builder batch = Batch.newBuilder();
    int[] descriptors = new int[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new RehearsalClient(i, port));
      Channel socket = accepted.poll(STEP_AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
      if (!(socket instanceof UnixChannel unix)) {
        throw new IOException("a client of our own did not come in");
      }
      socket.deregister().syncUninterruptibly();
      descriptors[i] = unix.fd().intValue(); // the stage's from now on
      batch.addSessions(session(i).setConnection(HandedConnection.getDefaultInstance()));
    }
    for (int i = CLIENTS; i < CLIENTS + AWAY; i++) {
      batch.addSessions(session(i).setDetachedSeconds(1));
    }
    door.close().syncUninterruptibly();
    RehearsalStage first = stages.getFirst();
    first.prepare(batch.build(), descriptors).get(STEP_AT_MOST.toSeconds(), TimeUnit.SECONDS);
    first.decided(0).get(STEP_AT_MOST.toSeconds(), TimeUnit.SECONDS);
  }

  private static HandedSession.Builder session(int number) {
    HandedSession.Builder session =
        HandedSession.newBuilder()
            .setSession(RehearsalClient.sessionId(number))
            .setApp(RehearsalBusiness.APP)
            .setUser("rehearsal-" + number / 2)
            .setDevice("device-" + number)
            .setEpoch(number)
            .setConnectNumber(1);
    if (number % 2 == 0) {
      session
          .setAuthenticatedMillis(TimeUnit.HOURS.toMillis(1))
          .setTokenIssuedSeconds(number)
          .setState(SessionState.newBuilder().setHome("rehearsal"));
    }
    return session;
  }

  private void pass(
      RehearsalStage from, RehearsalStage to, int number, UnixSocket sends, UnixSocket receives)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    Outgoing.Parcel parcel =
        from.stop(STEP_AT_MOST).get(2 * STEP_AT_MOST.toSeconds(), TimeUnit.SECONDS);
    Batch batch = Batch.newBuilder().setNumber(number).addAllSessions(parcel.sessions()).build();
    byte[] message = FromPredecessor.newBuilder().setBatch(batch).build().toByteArray();
    Future<?> sent =
        mail.submit(() -> {
          sends.send(message, parcel.descriptors());
          return true;
        });
    UnixSocket.Received received = receives.receive();
    sent.get(STEP_AT_MOST.toSeconds(), TimeUnit.SECONDS);
    to.prepare(FromPredecessor.parseFrom(received.bytes()).getBatch(), received.descriptors())
        .get(STEP_AT_MOST.toSeconds(), TimeUnit.SECONDS);
    to.decided(number).get(STEP_AT_MOST.toSeconds(), TimeUnit.SECONDS);
    from.letGo(parcel).get(STEP_AT_MOST.toSeconds(), TimeUnit.SECONDS);
  }

  private void end() {
    clients.forEach(RehearsalClient::close);
    stages.forEach(RehearsalStage::close);
    business.close();
    mail.shutdownNow();
    var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** Gives each socket to the rehearsal, which takes it out of its loop. */
  private static final class Acceptor extends ChannelInitializer<Channel> {
    private final BlockingQueue<Channel> accepted;

    Acceptor(BlockingQueue<Channel> accepted) {
      this.accepted = accepted;
    }

    @Override
    protected void initChannel(Channel channel) {
      channel
          .pipeline()
          .addLast(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelActive(ChannelHandlerContext context) {
                  accepted.add(context.channel());
                }
              });
    }
  }
}
