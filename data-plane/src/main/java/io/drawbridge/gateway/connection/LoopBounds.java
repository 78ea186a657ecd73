package io.drawbridge.gateway.connection;

/**
 * What one event loop may have.
 *
 * @param strangers connections whose clients have not said who they are
 */
public record LoopBounds(int strangers) {
  /** As good as none. */
  public static final LoopBounds WIDE = new LoopBounds(Integer.MAX_VALUE);

  /** A tenth of the connections may be those of clients that have not said who they are. */
  private static final int CONNECTIONS_PER_STRANGER = 10;

  /** So many in any case, or a small gateway with many loops would close clients of its own. */
  private static final int LEAST_STRANGERS = 16;

  /** Those of each of {@code loops} loops that may have {@code connections} together. */
  public static LoopBounds share(int connections, int loops) {
    return new LoopBounds(
        Math.max(LEAST_STRANGERS, connections / CONNECTIONS_PER_STRANGER / loops));
  }
}
