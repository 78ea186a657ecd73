package io.drawbridge.gateway.attach;

import io.drawbridge.gateway.session.Session;
import java.util.concurrent.CompletionStage;

/** Where the fleet looks sessions up. Any thread; stages complete on any thread, never fail. */
public interface SessionPlaces {
  /** Enters the session; completes when it is written, refused or put off. */
  CompletionStage<Placed> enter(Session session);

  /** Takes the session's entry out, if it still is this session's. */
  void leave(Session session);

  /** What became of an entry. */
  enum Placed {
    WRITTEN,
    /** Not yet: it is repeated until written. */
    PENDING,
    /** A newer dial of the same client instance is entered already. */
    OUTDATED
  }
}
