package io.drawbridge.gateway;

import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.connection.ConnectionOwner;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.measure.GatewayMeasures;
import io.drawbridge.gateway.measure.JvmUsage;
import io.drawbridge.gateway.session.DetachedSessions;
import io.drawbridge.gateway.session.KeptMessages;
import io.drawbridge.gateway.session.LaneStates;
import io.drawbridge.gateway.session.SessionListener;
import io.drawbridge.gateway.session.SessionPlace;
import io.drawbridge.gateway.session.SessionTimes;
import io.drawbridge.wire.CloseReason;
import io.netty.channel.embedded.EmbeddedChannel;

/** Connections on loops that run only when a test says so. */
public final class TestSessions {
  private TestSessions() {}

  /** A connection whose loop is {@code channel}'s own. */
  public static Connection connection(EmbeddedChannel channel) {
    GatewayMeasures measures =
        new GatewayMeasures(System::nanoTime, new JvmUsage(System::nanoTime, () -> 0, 0));
    return connection(new Loop(0, channel.eventLoop(), measures.newLoop()), channel);
  }

  /** A connection of {@code loop}, which is the only one that may touch it. */
  public static Connection connection(Loop loop, EmbeddedChannel channel) {
    return new Connection(loop, channel, new Nobody(), 0);
  }

  /** Where sessions of a connection's loop live, in a gateway that keeps nothing. */
  public static SessionPlace place(Loop loop, SessionListener listener) {
    return new SessionPlace(
        loop,
        new DetachedSessions(new DetachedSessions.Bounds(60, 100, 1 << 20)),
        KeptMessages.wide(),
        LaneStates.ALL_ADMITTED,
        new SessionTimes(60, 60),
        System::nanoTime,
        listener);
  }

  private static final class Nobody implements ConnectionOwner {
    @Override
    public void connectionEnded(CloseReason reason) {}

    @Override
    public int allowedSilenceSeconds() {
      return Integer.MAX_VALUE;
    }

    @Override
    public CloseReason silenceReason() {
      return CloseReason.CONNECT_TIMEOUT;
    }
  }
}
