package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.SessionListener;
import io.drawbridge.gateway.session.Tombstones;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.wire.CloseReason;
import java.util.function.BiConsumer;

/**
 * Keeps the index, the directory and the lanes' ways to businesses in step with what becomes of
 * sessions. Threads: the session's loop.
 */
public final class SessionLedger implements SessionListener {
  private final SessionIndex sessions;
  private final Tombstones tombstones;
  private final SessionPlaces places;
  private final Feeds feeds;
  private final BiConsumer<Session, Close> otherProcess;

  /** The lanes' ways to businesses. */
  public interface Feeds {
    /** Its lanes may have something to send. */
    void feed(Session session);

    /** Nothing of it is sent any more. */
    void forget(Session session);
  }

  /**
   * @param otherProcess ends a session that the gateway's other process has
   */
  public SessionLedger(
      SessionIndex sessions,
      Tombstones tombstones,
      SessionPlaces places,
      Feeds feeds,
      BiConsumer<Session, Close> otherProcess) {
    this.otherProcess = otherProcess;
    this.sessions = sessions;
    this.tombstones = tombstones;
    this.places = places;
    this.feeds = feeds;
  }

  @Override
  public void sessionEnded(Session session, CloseReason reason) {
    sessions.remove(session);
    places.leave(session);
    feeds.forget(session);
  }

  /** The directory's entry stays until the other gateway has written its own over it. */
  @Override
  public void sessionMoved(Session session, String gateway, int connectNumber) {
    tombstones.add(session.id(), session.instance(), connectNumber, gateway);
    sessions.remove(session);
    feeds.forget(session);
  }

  /** Its lanes keep their ways to businesses, by which late replies still come. */
  @Override
  public void sessionHandedOver(Session session) {
    sessions.remove(session);
  }

  @Override
  public void endHandedOver(Session session, Close message) {
    otherProcess.accept(session, message);
  }

  @Override
  public void mayFeed(Session session) {
    feeds.feed(session);
  }
}
