package io.drawbridge.gateway.admission;

import io.drawbridge.gateway.measure.EnumCounts;
import java.security.SecureRandom;
import java.util.function.LongSupplier;

/**
 * All that decides who may come in, of one gateway. Threads: any.
 *
 * @param sockets open at a time
 * @param descriptors those of the process, of which clients do not get the last
 * @param sources what one source address may take
 * @param accepts sockets that may be accepted
 * @param connects CONNECTs that may be answered
 * @param refusedConnects how many were not, and why
 */
public record Admission(
    int sockets,
    Descriptors descriptors,
    SourceLimits sources,
    TokenBucket accepts,
    ConnectBudget connects,
    EnumCounts<ConnectRefusal> refusedConnects) {
  /** Bursts of sockets last so long: a twentieth of a second of the rate. */
  private static final int BURSTS_PER_SECOND = 20;

  /**
   * What a gateway may take on.
   *
   * @param sockets open at a time, if there are descriptors for them
   */
  public record Rates(int sockets, int acceptsPerSecond, int connectsPerSecond) {}

  /** That of a gateway in which nothing has happened yet. */
  public static Admission of(
      SourceRules sources, Rates rates, Descriptors descriptors, LongSupplier nanoClock) {
    int accepts = rates.acceptsPerSecond();
    int sockets = Math.min(rates.sockets(), descriptors.sockets());
    return new Admission(
        sockets,
        descriptors,
        SourceLimits.forConnections(sources, sockets, new SecureRandom(), nanoClock),
        new TokenBucket(accepts, Math.max(1, accepts / BURSTS_PER_SECOND), nanoClock),
        new ConnectBudget(rates.connectsPerSecond(), nanoClock),
        new EnumCounts<>(ConnectRefusal.class));
  }
}
