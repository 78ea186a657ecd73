package io.drawbridge.gateway.handover;

import io.drawbridge.gateway.pipeline.ClientHandler;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.SessionPlace;
import io.drawbridge.gateway.session.Tombstones;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What one process of a gateway holds and another can go on with.
 *
 * @param loops in their order
 * @param settle how long a session waits for businesses' answers
 */
public record Holdings(
    String gateway,
    List<OnLoop> loops,
    SessionIndex sessions,
    Tombstones tombstones,
    Duration settle,
    LongSupplier nanoClock) {

  /**
   * Of one event loop.
   *
   * @param handlers makes handlers of connections of this loop
   */
  public record OnLoop(SessionPlace place, Supplier<ClientHandler> handlers) {}

  public Holdings {
    loops = List.copyOf(loops);
  }
}
