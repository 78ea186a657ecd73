package io.drawbridge.gateway.push;

import io.drawbridge.gateway.session.Session;
import io.drawbridge.proto.business.v1.PushMessage;
import io.drawbridge.proto.business.v1.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A checked push on its way to sessions that are not here.
 *
 * @param reach where to look
 * @param place among the pushes to this user; empty when it need not keep any
 * @param served the user's sessions here that have it already
 * @param lastTry the directory has been asked again already
 */
record Errand(
    String app,
    String user,
    PushMessage push,
    Reach reach,
    FateCollector fates,
    Optional<PushTurns.Place> place,
    List<Session> served,
    boolean lastTry) {

  /** Where to look for sessions. */
  sealed interface Reach {
    /** In this region's directory, and in that of the user's home. */
    record Fleet(String home) implements Reach {}

    /**
     * In this region's directory, for the client instances that another region's directory names.
     *
     * @param found called when this one names them, too
     */
    record Region(Set<Long> epochs, Runnable found) implements Reach {}
  }

  Errand again() {
    return new Errand(app, user, push, reach, fates, Optional.empty(), served, true);
  }

  /** The same, when these sessions have it. */
  Errand servedTo(List<Session> here) {
    return new Errand(app, user, push, reach, fates, place, here, lastTry);
  }

  /** Goes on when it is this errand's turn to go that way; a second try goes at once. */
  void go(PushTurns.Part part, Object way, Runnable goOn) {
    if (place.isPresent()) {
      place.get().go(part, way, goOn, fates::part);
    } else {
      goOn.run();
    }
  }

  static String userOf(Target target) {
    return target.hasUser() ? target.getUser() : target.getSession().getUser();
  }
}
