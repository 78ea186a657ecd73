package io.drawbridge.gateway.upstream;

import io.drawbridge.process.config.HostPort;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.grpc.ManagedChannel;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * One process of a business, with a gRPC channel for each loop that uses it, and the breaker that
 * keeps all of them away while it fails. Threads: any.
 */
final class BusinessInstance {
  /** A dead instance is recognised after this many failed batches, a flaky one after the window. */
  private static final int FEWEST_CALLS = 4;

  /** Clients that are not admitted probe once a second. */
  private static final long LEVEL_COUNTS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int WINDOW_CALLS = 16;
  private static final float FAILED_PERCENT = 50;

  /** A restarted business should not wait; a probe a second costs nothing. */
  private static final Duration OPEN_FOR = Duration.ofSeconds(1);

  /** A probe that came to nothing, its lane having ended, must not keep the breaker for ever. */
  static final Duration HALF_OPEN_FOR = Duration.ofSeconds(5);

  private static final CircuitBreakerConfig BREAKER = // clock and pause come with the instance
      CircuitBreakerConfig.custom()
          .slidingWindowType(SlidingWindowType.COUNT_BASED)
          .slidingWindowSize(WINDOW_CALLS)
          .minimumNumberOfCalls(FEWEST_CALLS)
          .failureRateThreshold(FAILED_PERCENT)
          .permittedNumberOfCallsInHalfOpenState(2)
          .maxWaitDurationInHalfOpenState(HALF_OPEN_FOR)
          .build();

  private final String address;
  private final Function<EventLoop, ManagedChannel> open;
  private final Map<EventLoop, ManagedChannel> channels = new ConcurrentHashMap<>();
  private final CircuitBreaker breaker;
  private final Clock clock;
  private volatile Instant openUntil = Instant.EPOCH;
  private volatile int level;
  private volatile long toldNanos;
  private volatile boolean retired;

  BusinessInstance(HostPort address, Function<EventLoop, ManagedChannel> open, Clock clock) {
    this.address = address.toString();
    this.open = open;
    this.clock = clock;
    this.breaker =
        CircuitBreaker.of(
            this.address,
            CircuitBreakerConfig.from(BREAKER)
                .clock(clock)
                .waitIntervalFunctionInOpenState(_ -> opensNow())
                .build());
  }

  String address() {
    return address;
  }

  /**
   * The loop's channel for a new stream; it dials now if it is not connected, for the breaker makes
   * the pauses. gRPC's own grow to two minutes, and a business that is back should be seen at once.
   */
  ManagedChannel channelForStream(EventLoop loop) {
    ManagedChannel channel = channels.computeIfAbsent(loop, open);
    channel.resetConnectBackoff();
    if (retired) {
      channel.shutdown(); // it may have come too late for retire to see it
    }
    return channel;
  }

  CircuitBreaker breaker() {
    return breaker;
  }

  /** Asked whenever it opens; a listener of its events would have one made for each batch. */
  private long opensNow() {
    openUntil = clock.instant().plus(OPEN_FOR);
    return OPEN_FOR.toMillis();
  }

  /** How long it takes no calls, 0 = a few to see; empty = it takes them. */
  Optional<Duration> outFor() {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> {
        Duration left = Duration.between(clock.instant(), openUntil);
        yield Optional.of(left.isNegative() ? Duration.ZERO : left);
      }
      case HALF_OPEN -> Optional.of(Duration.ZERO);
      case CLOSED, DISABLED, METRICS_ONLY -> Optional.empty();
    };
  }

  /** As {@link #outFor} says in another process of this gateway; no longer than it could be. */
  void goOnOutFor(long millis) {
    Duration wait = Duration.ofMillis(Math.clamp(millis, 0, OPEN_FOR.toMillis()));
    breaker.transitionToOpenStateFor(wait);
    openUntil = clock.instant().plus(wait);
  }

  /** The instance could not be reached, or hangs: it takes no calls for a while. */
  void takeOut() {
    if (breaker.getState() == State.CLOSED || breaker.getState() == State.HALF_OPEN) {
      breaker.transitionToOpenState();
    }
  }

  /**
   * The overload level that it has told lately, as tier * 128 + cohort; 0 = none. An old one does
   * not count: whom it keeps away cannot bring a newer one.
   */
  int level(LongSupplier nanoClock) {
    int told = level;
    return told == 0 || nanoClock.getAsLong() - toldNanos > LEVEL_COUNTS_NANOS ? 0 : told;
  }

  void told(int newLevel, long nowNanos) {
    toldNanos = nowNanos;
    level = newLevel;
  }

  /** It is not a target any more: streams that are open may go on, none is added. */
  void retire() {
    retired = true;
    channels.values().forEach(ManagedChannel::shutdown);
  }

  /** Ends the channels; streams on them end with an error and their lanes go elsewhere. */
  void close() {
    retired = true;
    channels.values().forEach(ManagedChannel::shutdownNow);
  }

  /** True when nothing of it is left. */
  boolean isGone() {
    return channels.values().stream().allMatch(ManagedChannel::isTerminated);
  }

  @Override
  public String toString() {
    return address;
  }
}
