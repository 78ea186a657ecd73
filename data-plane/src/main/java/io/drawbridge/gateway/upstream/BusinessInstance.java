package io.drawbridge.gateway.upstream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.grpc.ManagedChannel;
import java.time.Clock;
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

  /** A probe that came to nothing, its lane having ended, must not keep the breaker for ever. */
  static final Duration HALF_OPEN_FOR = Duration.ofSeconds(5);

  private static final CircuitBreakerConfig BREAKER = // its clock comes with the instance
      CircuitBreakerConfig.custom()
          .slidingWindowType(SlidingWindowType.COUNT_BASED)
          .slidingWindowSize(WINDOW_CALLS)
          .minimumNumberOfCalls(FEWEST_CALLS)
          .failureRateThreshold(FAILED_PERCENT)
          .waitDurationInOpenState(OPEN_FOR)
          .permittedNumberOfCallsInHalfOpenState(2)
          .maxWaitDurationInHalfOpenState(HALF_OPEN_FOR)
          .build();

  private final String address;
  private final ManagedChannel channel;
  private final CircuitBreaker breaker;
  private volatile int level;

  BusinessInstance(String address, ManagedChannel channel, Clock clock) {
    this.address = address;
    this.channel = channel;
    this.breaker =
        CircuitBreaker.of(address, CircuitBreakerConfig.from(BREAKER).clock(clock).build());
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

  /** The instance could not be reached, or hangs: it takes no calls for a while. */
  void takeOut() {
    if (breaker.getState() == State.CLOSED || breaker.getState() == State.HALF_OPEN) {
      breaker.transitionToOpenState();
    }
  }

  /** The overload level that it told last, as tier * 128 + cohort; 0 = none. */
  int level() {
    return level;
  }

  void told(int newLevel) {
    level = newLevel;
  }

  /** It is not a target any more: streams that are open may go on, none is added. */
  void retire() {
    channel.shutdown();
  }

  /** Ends the channel; streams on it end with an error and their lanes go elsewhere. */
  void close() {
    channel.shutdownNow();
  }

  /** True when nothing of it is left. */
  boolean isGone() {
    return channel.isTerminated();
  }

  @Override
  public String toString() {
    return address;
  }
}
