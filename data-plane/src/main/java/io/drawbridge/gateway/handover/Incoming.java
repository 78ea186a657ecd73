package io.drawbridge.gateway.handover;

import io.drawbridge.gateway.admission.SourceLimits;
import io.drawbridge.gateway.connection.ClientAddress;
import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.connection.KeepAliveSweep;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.listen.ClientDoor;
import io.drawbridge.gateway.pipeline.ClientHandler;
import io.drawbridge.gateway.session.HandedSessions;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.SessionPlace;
import io.drawbridge.gateway.websocket.WebSocketUpgrade;
import io.drawbridge.proto.handover.v1.Batch;
import io.drawbridge.proto.handover.v1.HandedConnection;
import io.drawbridge.proto.handover.v1.HandedSession;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions of the process before on their way into one loop. Until the decision they can be found
 * and pushed to, but their sockets are neither read nor written.
 *
 * <p>Threads: the loop.
 */
final class Incoming {
  private static final Logger log = LoggerFactory.getLogger(Incoming.class);

  private final Loop loop;
  private final SessionPlace place;
  private final SessionIndex sessions;
  private final SourceLimits sources;
  private final Supplier<ClientHandler> handlers;
  private final String ownGateway;
  private final Map<Long, List<Prepared>> undecided = new HashMap<>();

  /** One session that waits for the decision; {@code descriptor} -1 without a connection. */
  private record Prepared(int position, Session session, HandedSession handed, int descriptor) {}

  Incoming(
      SessionPlace place,
      SessionIndex sessions,
      SourceLimits sources,
      Supplier<ClientHandler> handlers,
      String ownGateway) {
    this.loop = place.loop();
    this.place = place;
    this.sessions = sessions;
    this.sources = sources;
    this.handlers = handlers;
    this.ownGateway = ownGateway;
  }

  /**
   * Runs a piece of work behind those before it, and lets the loop look at its sockets in between:
   * new clients and those who are here already wait for one piece, not for all. Any thread.
   */
  void next(Runnable work) {
    var _ = loop.executor().schedule(work, 0, TimeUnit.NANOSECONDS);
  }

  /**
   * Makes copies of a batch's sessions known.
   *
   * @param descriptors taken over, whatever becomes of them
   * @return positions of those that this process cannot have
   */
  List<Integer> prepare(Batch batch, int[] descriptors) {
    List<Integer> refused = new ArrayList<>();
    List<Prepared> prepared = new ArrayList<>(batch.getSessionsCount());
    int next = 0;
    for (int i = 0; i < batch.getSessionsCount(); i++) {
      HandedSession handed = batch.getSessions(i);
      int descriptor =
          handed.hasConnection() && next < descriptors.length ? descriptors[next++] : -1;
      Optional<Session> session =
          handed.hasConnection() == descriptor >= 0 ? session(handed) : Optional.empty();
      if (session.isPresent()) {
        prepared.add(new Prepared(i, session.get(), handed, descriptor));
      } else {
        refused.add(i);
        close(descriptor);
      }
    }
    for (; next < descriptors.length; next++) {
      close(descriptors[next]);
    }
    undecided.put(batch.getNumber(), prepared);
    return refused;
  }

  /** Empty when its client has dialled as new since, and has a session here. */
  private Optional<Session> session(HandedSession handed) {
    return HandedSessions.who(handed)
        .filter(who -> !isReplaced(who, handed.getConnectNumber()))
        .map(who -> {
          Session session = new Session(who, handed, place);
          sessions.add(session);
          return session;
        });
  }

  private boolean isReplaced(Session.Who who, int connectNumber) {
    return sessions.of(who.instance().user()).stream()
        .anyMatch(other ->
            other.instance().equals(who.instance())
                && Integer.compareUnsigned(other.connectNumber(), connectNumber) >= 0);
  }

  /** The batch is this process's, but for those that stay with the one before. */
  int decided(long number, Set<Integer> staying) {
    List<Prepared> batch = undecided.remove(number);
    int adopted = 0;
    for (Prepared one : batch == null ? List.<Prepared>of() : batch) {
      if (staying.contains(one.position())) {
        drop(one);
      } else {
        adopted++;
        adopt(one);
      }
    }
    loop.endBatch();
    return adopted;
  }

  /** The process before has gone without a decision: what it did not let go of is nobody's. */
  void dropUndecided() {
    undecided.values().forEach(batch -> batch.forEach(this::drop));
    undecided.clear();
    loop.endBatch();
  }

  private void drop(Prepared one) {
    close(one.descriptor());
    one.session().dropHanded(ownGateway);
  }

  private static void close(int descriptor) {
    if (descriptor >= 0) {
      SystemCalls.close(descriptor);
    }
  }

  /** One that cannot be adopted waits for its client, and harms no other. */
  private void adopt(Prepared one) {
    try {
      if (one.descriptor() >= 0) {
        adoptSocket(one);
      } else {
        one.session().adopted(Optional.empty(), one.handed().getDetachedSeconds());
      }
    } catch (RuntimeException e) {
      log.error("session {} comes without its socket", one.session().id(), e);
      one.session().adopted(Optional.empty(), 0);
    }
  }

  private void adoptSocket(Prepared one) {
    Channel channel = new EpollSocketChannel(one.descriptor());
    channel.config().setAutoRead(false);
    ClientDoor.configure(channel);
    HandedConnection handed = one.handed().getConnection();
    told(channel, handed.getToldAddress());
    if (ClientAddress.of(channel) instanceof InetSocketAddress client
        && sources.adopted(client.getAddress())) {
      var _ = channel.closeFuture().addListener(_ -> sources.left(client.getAddress()));
    }
    var _ =
        loop.executor()
            .register(channel)
            .addListener(registered -> {
              if (registered.isSuccess() && channel.isActive()) {
                goOn(one.session(), channel, handed);
              } else {
                log.debug("the socket of {} has ended on its way", one.session().id());
                var _ = channel.close();
                one.session().adopted(Optional.empty(), 0);
              }
            });
  }

  private void goOn(Session session, Channel channel, HandedConnection handed) {
    if (!handed.getUnsent().isEmpty()) { // before anything new
      var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(handed.getUnsent().toByteArray()));
    }
    if (handed.hasWebSocket()) {
      WebSocketUpgrade.goOn(channel.pipeline(), handed.getWebSocket());
    }
    int since = KeepAliveSweep.seconds(place.nanoClock()) - handed.getSilentSeconds();
    ClientHandler handler = handlers.get();
    Connection connection = handler.goOn(channel, session, beginning(channel, handed), since);
    session.adopted(Optional.of(connection), 0);
    handler.readOn();
  }

  private static @Nullable ByteBuf beginning(Channel channel, HandedConnection handed) {
    return handed.getUnread().isEmpty()
        ? null
        : channel
            .alloc()
            .buffer(handed.getUnread().size())
            .writeBytes(handed.getUnread().asReadOnlyByteBuffer());
  }

  private static void told(Channel channel, String address) {
    int space = address.indexOf(' ');
    if (space > 0) {
      InetAddress host = InetAddress.ofLiteral(address.substring(0, space));
      int port = Integer.parseInt(address, space + 1, address.length(), 10);
      ClientAddress.told(channel, new InetSocketAddress(host, port));
    }
  }
}
