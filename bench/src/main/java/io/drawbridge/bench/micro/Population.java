package io.drawbridge.bench.micro;

import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.connection.ConnectionOwner;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.measure.GatewayMeasures;
import io.drawbridge.gateway.measure.ProcessUsage;
import io.drawbridge.gateway.session.ClientInstance;
import io.drawbridge.gateway.session.DetachedSessions;
import io.drawbridge.gateway.session.KeptMessages;
import io.drawbridge.gateway.session.LaneStates;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionId;
import io.drawbridge.gateway.session.SessionListener;
import io.drawbridge.gateway.session.SessionPlace;
import io.drawbridge.gateway.session.SessionTimes;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.wire.CloseReason;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Connections and sessions of one loop, without sockets; their clients are silent. */
final class Population {
  private static final int HEARTBEAT_SECONDS = 60;

  private final Loop loop;
  private final SessionPlace place;
  private final List<Session> sessions = new ArrayList<>();

  Population(int clients) {
    GatewayMeasures measures = new GatewayMeasures(System::nanoTime, new Unmeasured());
    loop = new Loop(0, new DefaultEventLoop(), measures.newLoop());
    place =
        new SessionPlace(
            loop,
            new DetachedSessions(new DetachedSessions.Bounds(1, clients, Long.MAX_VALUE)),
            KeptMessages.wide(),
            LaneStates.ALL_ADMITTED,
            new SessionTimes(HEARTBEAT_SECONDS, HEARTBEAT_SECONDS),
            System::nanoTime,
            new Nobody());
    for (int i = 0; i < clients; i++) {
      sessions.add(session(i));
    }
  }

  Loop loop() {
    return loop;
  }

  List<Session> sessions() {
    return sessions;
  }

  /** The user of session {@code number}, as a message would name it: a new object. */
  static UserKey user(int number) {
    return new UserKey("default", "user-" + number);
  }

  private Session session(int number) {
    Connection connection = new Connection(loop, new EmbeddedChannel(), new Nobody(), 0);
    Connect connect = Connect.newBuilder().setConnectNumber(1).build();
    return new Session(
        new Session.Who(
            new SessionId(number, number),
            new ClientInstance(user(number), "device", 1),
            Optional.empty()),
        connect,
        connection,
        place);
  }

  /** Hears everything and does nothing. */
  private static final class Nobody implements ConnectionOwner, SessionListener {
    @Override
    public void connectionEnded(CloseReason reason) {}

    @Override
    public int allowedSilenceSeconds() {
      return Integer.MAX_VALUE;
    }

    @Override
    public CloseReason silenceReason() {
      return CloseReason.HEARTBEAT_TIMEOUT;
    }

    @Override
    public void sessionEnded(Session session, CloseReason reason) {}

    @Override
    public void sessionMoved(Session session, String gateway, int connectNumber) {}

    @Override
    public void sessionHandedOver(Session session) {}

    @Override
    public void endHandedOver(Session session, Close message) {}

    @Override
    public void mayFeed(Session session) {}
  }

  private static final class Unmeasured implements ProcessUsage {
    @Override
    public double cpuShare() {
      return 0;
    }

    @Override
    public long memoryUsedBytes() {
      return 0;
    }

    @Override
    public long memoryLimitBytes() {
      return 0;
    }
  }
}
