package io.drawbridge.gateway.keys;

import io.drawbridge.gateway.attach.TokenKeys;
import io.drawbridge.gateway.attach.TokenKeysException;
import io.drawbridge.process.config.LiveFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A key set in a file, read again when it changes. */
public final class KeySetFile implements KeySource {
  private final LiveFile<TokenKeys> file;
  private final LongSupplier nanoClock;
  private final ScheduledFuture<?> looking;
  private volatile long confirmedNanos;

  private KeySetFile(
      LiveFile<TokenKeys> file, ScheduledExecutorService timer, LongSupplier nanoClock) {
    this.file = file;
    this.nanoClock = nanoClock;
    this.confirmedNanos = nanoClock.getAsLong();
    long millis = LiveFile.REFRESH_INTERVAL.toMillis();
    this.looking = timer.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Reads the file, and looks for changes every second.
   *
   * @param timer may be blocked by a look at the disk
   */
  public static KeySetFile open(Path file, ScheduledExecutorService timer, LongSupplier nanoClock)
      throws TokenKeysException {
    return new KeySetFile(LiveFile.open("keys of tokens", file, TokenKeys::load), timer, nanoClock);
  }

  private void look() {
    file.refresh();
    if (file.problem().isEmpty()) {
      confirmedNanos = nanoClock.getAsLong();
    }
  }

  @Override
  public TokenKeys keys() {
    return file.value();
  }

  @Override
  public void unknownKey() {
    // Within a second the file is looked at anyway.
  }

  @Override
  public Optional<String> problem() {
    return file.problem();
  }

  @Override
  public Duration age() {
    return Duration.ofNanos(nanoClock.getAsLong() - confirmedNanos);
  }

  @Override
  public void close() {
    looking.cancel(false);
  }
}
