package io.drawbridge.gateway.upstream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.grpc.ManagedChannel;
import java.time.Duration;

/**
 * One process of a business, with the gRPC channel all loops share and the breaker that keeps them
 * away while it fails. Threads: any.
 */
final class BusinessInstance {
  /** A dead instance is recognised after this many failed batches, a flaky one after the window. */
  private static final int FEWEST_CALLS = 4;

  private static final int WINDOW_CALLS = 16;
  private static final float FAILED_PERCENT = 50;

  /** A restarted business should not wait; a probe a second costs nothing. */
  private static final Duration OPEN_FOR = Duration.ofSeconds(1);

  private static final CircuitBreakerConfig BREAKER =
      CircuitBreakerConfig.custom()
          .slidingWindowType(SlidingWindowType.COUNT_BASED)
          .slidingWindowSize(WINDOW_CALLS)
          .minimumNumberOfCalls(FEWEST_CALLS)
          .failureRateThreshold(FAILED_PERCENT)
          .waitDurationInOpenState(OPEN_FOR)
          .permittedNumberOfCallsInHalfOpenState(2)
          .build();

  private final String address;
  private final ManagedChannel channel;
  private final CircuitBreaker breaker;

  BusinessInstance(String address, ManagedChannel channel) {
    this.address = address;
    this.channel = channel;
    this.breaker = CircuitBreaker.of(address, BREAKER);
  }

  String address() {
    return address;
  }

  /**
   * The channel for a new stream; it dials now if it is not connected, for the breaker makes the
   * pauses. gRPC's own grow to two minutes, and a business that is back should be seen at once.
   */
  ManagedChannel channelForStream() {
    channel.resetConnectBackoff();
    return channel;
  }

  CircuitBreaker breaker() {
    return breaker;
  }

  /** Ends the channel; streams on it end with an error and their lanes go elsewhere. */
  void close() {
    channel.shutdownNow();
  }

  @Override
  public String toString() {
    return address;
  }
}
