package io.drawbridge.recorder.history;

/** What gateways say of themselves, added up over those that clients can reach. */
public enum Gauge {
  /** Client connections open, by their metrics. */
  CONNECTIONS(1),
  /** Sessions with a connection, by their metrics. */
  SESSIONS(2),
  /** Sessions without a connection, by their metrics. */
  DETACHED(3),
  /** Established sockets at their client doors, by the kernel. */
  SOCKETS(4);

  private final int code;

  Gauge(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The one with this code. */
  public static Gauge of(long code) {
    for (Gauge gauge : values()) {
      if (gauge.code == code) {
        return gauge;
      }
    }
    throw new IllegalArgumentException("gauge: " + code + " (expected: a code of Gauge)");
  }
}
