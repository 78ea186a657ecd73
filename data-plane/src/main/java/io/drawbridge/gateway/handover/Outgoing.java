package io.drawbridge.gateway.handover;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.connection.ClientAddress;
import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.connection.KeepAliveSweep;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.pipeline.ClientHandler;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionPlace;
import io.drawbridge.gateway.websocket.WebSocketUpgrade;
import io.drawbridge.proto.handover.v1.HandedConnection;
import io.drawbridge.proto.handover.v1.HandedSession;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one loop on their way out: their lanes are closed, businesses' answers awaited,
 * sockets taken out of the loop; then they belong to the next process or stay.
 *
 * <p>Threads: any; the work is done on the loop, and futures complete there.
 */
final class Outgoing {
  private static final long LOOK_AGAIN_MILLIS = 1;
  private static final Logger log = LoggerFactory.getLogger(Outgoing.class);

  private final Loop loop;
  private final SessionPlace place;
  private final Supplier<ClientHandler> handlers;
  private final String ownGateway;
  private final LongSupplier nanoClock;

  /**
   * Of one loop.
   *
   * @param handlers makes handlers of connections of this loop
   */
  Outgoing(SessionPlace place, Supplier<ClientHandler> handlers, String ownGateway) {
    this.loop = place.loop();
    this.place = place;
    this.handlers = handlers;
    this.ownGateway = ownGateway;
    this.nanoClock = place.nanoClock();
  }

  /**
   * What is here now.
   *
   * @param movable sessions that can be handed over, those with a connection first
   * @param soon connections whose clients are just coming or going
   * @param fixed connections that cannot be handed over
   */
  record Present(List<Session> movable, int soon, int fixed) {}

  /** What has stopped here, and what the next process needs to go on with it. */
  record Parcel(Outgoing from, List<Stopped> stopped) {
    List<HandedSession> sessions() {
      return stopped.stream().map(Stopped::handed).toList();
    }

    int[] descriptors() {
      return stopped.stream()
          .flatMap(each -> each.socket().stream())
          .mapToInt(
              socket -> socket.channel() instanceof UnixChannel unix ? unix.fd().intValue() : -1)
          .toArray();
    }
  }

  /** One session that waits for the decision. */
  record Stopped(Session session, HandedSession handed, Optional<Socket> socket) {}

  /** Its socket, out of the loop. */
  record Socket(
      Channel channel,
      @Nullable ByteBuf beginning,
      HandedConnection handed,
      int lastHeardSeconds) {}

  /** Looks around. */
  CompletableFuture<Present> present() {
    return onLoop(() -> {
      List<Session> movable = new ArrayList<>();
      int[] soon = {0};
      int[] fixed = {0};
      loop.connections()
          .forEach(connection -> {
            if (!connection.isOpen() || !(connection.owner() instanceof Session session)) {
              soon[0]++;
            } else if (isEncrypted(connection)) {
              fixed[0]++;
            } else {
              movable.add(session);
            }
          });
      movable.addAll(place.detached().all());
      return new Present(movable, soon[0], fixed[0]);
    });
  }

  /** TLS cannot be taken along: its keys cannot be had. */
  private static boolean isEncrypted(Connection connection) {
    return connection.channel().pipeline().get(SslHandler.class) != null;
  }

  private <T> CompletableFuture<T> onLoop(Supplier<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.executor()
        .execute(() -> {
          try {
            done.complete(work.get());
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  /**
   * Stops these sessions; those for which businesses have not answered in time go on and are not in
   * it.
   */
  CompletableFuture<Parcel> stop(List<Session> sessions, Duration settle) {
    CompletableFuture<Parcel> done = new CompletableFuture<>();
    loop.executor()
        .execute(() -> {
          List<Session> leaving = sessions.stream().filter(Session::leave).toList();
          settle(leaving, nanoClock.getAsLong() + settle.toNanos(), done);
        });
    return done;
  }

  private void settle(List<Session> leaving, long untilNanos, CompletableFuture<Parcel> done) {
    boolean late = nanoClock.getAsLong() - untilNanos >= 0;
    if (late || leaving.stream().allMatch(each -> !each.isLeaving() || each.isSettled())) {
      stopSettled(leaving, done);
    } else {
      var _ =
          loop.executor()
              .schedule(
                  () -> settle(leaving, untilNanos, done),
                  LOOK_AGAIN_MILLIS,
                  TimeUnit.MILLISECONDS);
    }
  }

  private void stopSettled(List<Session> leaving, CompletableFuture<Parcel> done) {
    List<Stopped> stopped = new ArrayList<>(leaving.size());
    List<ClientHandler> connected = new ArrayList<>(leaving.size());
    for (Session session : leaving) {
      if (session.isLeaving() && !session.isSettled()) {
        session.stayAsItWas();
        continue;
      }
      ClientHandler handler = session.isLeaving() ? handlerOf(session) : null;
      if (handler != null) {
        connected.add(handler);
      } else if (session.isLeaving()) {
        stopped.add(new Stopped(session, session.hand().build(), Optional.empty()));
      }
    }
    int[] left = {connected.size()};
    List<Stopped> withSockets = new ArrayList<>(leaving.size());
    Runnable oneLess =
        () -> {
          if (--left[0] <= 0) {
            withSockets.addAll(stopped); // those without a connection last
            done.complete(new Parcel(this, withSockets));
          }
        };
    if (connected.isEmpty()) {
      oneLess.run();
    }
    for (ClientHandler handler : connected) {
      Connection open = handler.connection();
      handler.leave(beginning -> {
        try {
          stopped(open, beginning).ifPresent(withSockets::add);
        } finally {
          oneLess.run();
        }
      });
    }
    loop.endBatch();
  }

  private static @Nullable ClientHandler handlerOf(Session session) {
    Connection connection = session.connection();
    return connection == null ? null : connection.channel().pipeline().get(ClientHandler.class);
  }

  /** Empty when it has ended meanwhile. */
  private Optional<Stopped> stopped(Connection left, @Nullable ByteBuf beginning) {
    Channel channel = left.channel();
    if (!channel.isActive()) {
      release(beginning);
      return Optional.empty();
    }
    if (!(left.owner() instanceof Session session) || !isStillHere(session, left)) {
      release(beginning);
      var _ = channel.close();
      return Optional.empty();
    }
    int nowSeconds = KeepAliveSweep.seconds(nanoClock);
    HandedConnection.Builder handed =
        HandedConnection.newBuilder()
            .setSilentSeconds(Math.max(0, nowSeconds - left.lastHeardSeconds()))
            .setUnread(
                beginning == null ? ByteString.EMPTY : ByteString.copyFrom(beginning.nioBuffer()));
    WebSocketUpgrade.leave(channel.pipeline()).ifPresent(handed::setWebSocket);
    if (ClientAddress.isTold(channel)
        && ClientAddress.of(channel) instanceof InetSocketAddress told) {
      handed.setToldAddress(told.getAddress().getHostAddress() + " " + told.getPort());
    }
    try {
      handed.setUnsent(ByteString.copyFrom(left.unsent().nioBuffer()));
    } catch (IOException e) {
      log.error("{} ends: {}", left, e.getMessage());
      return lost(session, left, beginning);
    }
    HandedConnection connection = handed.build();
    Socket socket = new Socket(channel, beginning, connection, left.lastHeardSeconds());
    HandedSession whole = session.hand().setConnection(connection).build();
    return Optional.of(new Stopped(session, whole, Optional.of(socket)));
  }

  private static boolean isStillHere(Session session, Connection left) {
    return session.isLeaving() && left.equals(session.connection());
  }

  /** Its socket is gone: the session waits for its client here, until the next look. */
  private static Optional<Stopped> lost(
      Session session, Connection left, @Nullable ByteBuf beginning) {
    release(beginning);
    var _ = left.channel().close();
    var _ = session.hand();
    session.adopted(Optional.empty(), 0);
    return Optional.empty();
  }

  private static void release(@Nullable ByteBuf beginning) {
    if (beginning != null) {
      beginning.release();
    }
  }

  /** The next process has all of them but those at these positions, which go on here. */
  CompletableFuture<Integer> decided(Parcel parcel, Set<Integer> staying) {
    return onLoop(() -> {
      int moved = 0;
      for (int i = 0; i < parcel.stopped().size(); i++) {
        Stopped one = parcel.stopped().get(i);
        if (staying.contains(i)) {
          goOn(one);
        } else {
          moved++;
          letGo(one);
        }
      }
      loop.endBatch();
      return moved;
    });
  }

  /** Closes this process's copy of the socket, which the client does not notice. */
  private void letGo(Stopped one) {
    one.session().handedOver(ownGateway);
    one.socket()
        .ifPresent(socket -> {
          release(socket.beginning());
          var _ = socket.channel().close();
        });
  }

  private void goOn(Stopped one) {
    if (one.socket().isEmpty()) {
      one.session().stay(Optional.empty());
      return;
    }
    Socket socket = one.socket().get();
    Channel channel = socket.channel();
    var _ =
        loop.executor()
            .register(channel)
            .addListener(registered -> {
              if (!registered.isSuccess() || !channel.isActive()) {
                release(socket.beginning());
                var _ = channel.close();
                one.session().adopted(Optional.empty(), 0);
                return;
              }
              if (socket.handed().hasWebSocket()) {
                WebSocketUpgrade.goOn(channel.pipeline(), socket.handed().getWebSocket());
              }
              ClientHandler handler = handlers.get();
              Connection connection =
                  handler.goOn(
                      channel, one.session(), socket.beginning(), socket.lastHeardSeconds());
              one.session().stay(Optional.of(connection));
              channel.flush();
              handler.readOn();
              loop.endBatch();
            });
  }
}
