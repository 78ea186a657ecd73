package io.drawbridge.gateway.session;

/**
 * Whether a session is this gateway's, and which dial of its client it follows: a plain state
 * machine, without clock or socket.
 *
 * <pre>
 *   new:    NEW --connected--> LIVE --lost--> DETACHED --resume--> CONNECTING ...
 *   taken:  ARRIVING --confirmed--> CONNECTING ...
 *   given:  LIVE, DETACHED --take--> GIVING --taken--> OVER
 *                                    GIVING --silence--> DETACHED
 *   handed: LIVE, DETACHED --leave--> LEAVING --handed over--> OVER
 *                                     LEAVING --stay--> LIVE, DETACHED
 * </pre>
 *
 * <p>A client numbers its dials. Of all that claim a session the highest number counts: one that is
 * not higher than what was seen is stale.
 *
 * <p>Threads: the session's loop; the phase and the connect number may be read from any.
 */
final class Tenure {
  /** What a session does now. */
  enum Phase {
    /** Its copy is here, but the gateway that had it has not let it go: nothing is sent. */
    ARRIVING,
    /** Its client waits for its first CONNECTED, without which it has no means to come back. */
    NEW,
    /** Its client has come back and waits for CONNECTED. */
    CONNECTING,
    /** Its client is connected. */
    LIVE,
    /** Its client may come back within the grace time. */
    DETACHED,
    /** Another gateway asks for it: frozen until that one confirms or falls silent. */
    GIVING,
    /** It is being handed to the gateway's next process: nothing is begun until that has it. */
    LEAVING,
    /** It ended, or lives elsewhere. */
    OVER
  }

  private volatile Phase phase;
  private volatile int connectNumber;
  private int highestSeen;
  private String givenTo = "";

  private Tenure(Phase phase, int connectNumber) {
    this.phase = phase;
    this.connectNumber = connectNumber;
    this.highestSeen = connectNumber;
  }

  /** Of a new session. */
  static Tenure fresh(int connectNumber) {
    return new Tenure(Phase.NEW, connectNumber);
  }

  /** Of a copy of another gateway's session. */
  static Tenure copied(int connectNumber) {
    return new Tenure(Phase.ARRIVING, connectNumber);
  }

  Phase phase() {
    return phase;
  }

  /** The dial that the session was last attached with. */
  int connectNumber() {
    return connectNumber;
  }

  /** True while the client is at this gateway, as far as is known. */
  boolean isConnected() {
    return switch (phase) {
      case NEW, ARRIVING, CONNECTING, LIVE, LEAVING -> true;
      case DETACHED, GIVING, OVER -> false;
    };
  }

  /** True when lanes may send: the session is here and nobody else's. */
  boolean mayFeed() {
    return switch (phase) {
      case NEW, CONNECTING, LIVE, DETACHED -> true;
      case ARRIVING, GIVING, LEAVING, OVER -> false;
    };
  }

  /** True when its client is told what becomes of its messages. */
  boolean isAnswered() {
    return phase == Phase.LIVE || phase == Phase.LEAVING;
  }

  /** The gateway that had the session has let it go. */
  void confirmed() {
    if (phase == Phase.ARRIVING) {
      phase = Phase.CONNECTING;
    }
  }

  /** CONNECTED was written: from here on the client has the means to come back. */
  void connected() {
    phase = Phase.LIVE;
  }

  /**
   * The connection is gone.
   *
   * @return the phase from now on: a client that never had CONNECTED cannot come back, and a copy
   *     that arrives waits for its confirmation
   */
  Phase lost() {
    if (phase == Phase.NEW) {
      phase = Phase.OVER;
    } else if (phase == Phase.LIVE || phase == Phase.CONNECTING || phase == Phase.LEAVING) {
      phase = Phase.DETACHED;
    }
    return phase;
  }

  /**
   * Another dial of the client has come to this gateway.
   *
   * @return false when it is stale, or when there is nothing to come back to
   */
  boolean resume(int number) {
    if (number <= highestSeen || phase == Phase.OVER || isBetween()) {
      return false;
    }
    highestSeen = number;
    connectNumber = number;
    givenTo = "";
    phase = Phase.CONNECTING;
    return true;
  }

  /**
   * Another gateway asks for the session; the same question again is answered alike.
   *
   * @return false when its number is stale
   */
  boolean take(String gateway, int number) {
    boolean repeated = isGivenTo(gateway, number);
    if (phase == Phase.OVER || isBetween() || (number <= highestSeen && !repeated)) {
      return false;
    }
    highestSeen = number;
    givenTo = gateway;
    phase = Phase.GIVING;
    return true;
  }

  /** True while this very request may still be confirmed. */
  boolean isGivenTo(String gateway, int number) {
    return phase == Phase.GIVING && givenTo.equals(gateway) && number == highestSeen;
  }

  /**
   * The other gateway says that it has the session.
   *
   * @return false when a higher number has been seen since, or it was waited for too long
   */
  boolean taken(String gateway, int number) {
    if (!isGivenTo(gateway, number)) {
      return false;
    }
    phase = Phase.OVER;
    return true;
  }

  /** The other gateway fell silent: the session stays here. */
  void keep() {
    if (phase == Phase.GIVING) {
      givenTo = "";
      phase = Phase.DETACHED;
    }
  }

  /** True while it comes here or goes from here, and cannot be asked for. */
  boolean isBetween() {
    return phase == Phase.ARRIVING || phase == Phase.LEAVING;
  }

  /**
   * The gateway's next process is to have it.
   *
   * @return false when it is not in a state that can be handed over
   */
  boolean leave() {
    if (phase != Phase.LIVE && phase != Phase.DETACHED) {
      return false;
    }
    phase = Phase.LEAVING;
    return true;
  }

  /** It stays in this process, or has come to it from the one before. */
  void stay(boolean connected) {
    if (isBetween()) {
      phase = connected ? Phase.LIVE : Phase.DETACHED;
    }
  }

  /** It is over. */
  void end() {
    phase = Phase.OVER;
  }
}
