package io.drawbridge.gateway.connection;

/**
 * What one event loop may have.
 *
 * @param strangers connections whose clients have not said who they are
 * @param buffers memory that its connections keep, together with those of other loops
 */
public record LoopBounds(int strangers, Buffers buffers) {
  /** A tenth of the connections may be those of clients that have not said who they are. */
  private static final int CONNECTIONS_PER_STRANGER = 10;

  /** So many in any case, or a small gateway with many loops would close clients of its own. */
  private static final int LEAST_STRANGERS = 16;

  /** As good as none. */
  static LoopBounds wide() {
    return new LoopBounds(Integer.MAX_VALUE, new Buffers(Long.MAX_VALUE));
  }

  /** Those of each of {@code loops} loops that may have {@code connections} together. */
  public static LoopBounds share(int connections, int loops, Buffers buffers) {
    return new LoopBounds(
        Math.max(LEAST_STRANGERS, connections / CONNECTIONS_PER_STRANGER / loops), buffers);
  }
}
