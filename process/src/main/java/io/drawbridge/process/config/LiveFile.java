package io.drawbridge.process.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file, read again whenever it changes. One that is gone or wrong is logged once with what is
 * wrong, and the last good value stays in force.
 *
 * <p>Threads: {@link #value} and {@link #problem} any; {@link #refresh} one at a time, not an event
 * loop, because it reads the disk.
 */
public final class LiveFile<T> {
  /** How late a change may be noticed. */
  public static final Duration REFRESH_INTERVAL = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(LiveFile.class);

  private final String what;
  private final Path file;
  private final Reader<T, ?> reader;
  private Stamp lastTried;
  private volatile T value;
  private volatile Optional<String> problem = Optional.empty();

  /** Makes a value of a file. */
  @FunctionalInterface
  public interface Reader<T, E extends Exception> {
    /** Throws with a message for operators, which is logged. */
    T read(Path file) throws E;
  }

  private LiveFile(String what, Path file, Reader<T, ?> reader, Stamp stamp, T value) {
    this.what = what;
    this.file = file;
    this.reader = reader;
    this.lastTried = stamp;
    this.value = value;
  }

  /**
   * Reads the file for the first time; here alone a wrong one is an error, the reader's own.
   *
   * @param what names its contents in the log
   */
  public static <T, E extends Exception> LiveFile<T> open(
      String what, Path file, Reader<T, E> reader) throws E {
    Stamp stamp = Stamp.of(file);
    return new LiveFile<>(what, file, reader, stamp, reader.read(file));
  }

  /** Refreshes every second until the answer is cancelled. */
  public ScheduledFuture<?> refreshOn(ScheduledExecutorService thread) {
    long millis = REFRESH_INTERVAL.toMillis();
    return thread.scheduleWithFixedDelay(this::refresh, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** What is in force. Take it once per pass: two calls may answer two values. */
  public T value() {
    return value;
  }

  /** Why the file as it is now is not in force; empty if it is. */
  public Optional<String> problem() {
    return problem;
  }

  /** Looks at the file, and reads it if it is another than at the last look. */
  public void refresh() {
    Stamp now = Stamp.of(file); // before the reading: a change during it is seen next time
    if (now.equals(lastTried)) {
      return;
    }
    lastTried = now;
    try {
      value = reader.read(file);
      problem = Optional.empty();
      LOG.info("{}: {} in force from {}", what, value, file);
    } catch (Exception e) { // whatever it is, the file of before stays
      problem = Optional.of(String.valueOf(e.getMessage()));
      LOG.warn("{}: file rejected, {} of before stay: {}", what, value, e.getMessage());
    }
  }

  /** What a change of the file changes; a file that cannot be looked at has one of its own. */
  private record Stamp(FileTime modified, long bytes) {
    private static final Stamp UNREADABLE = new Stamp(FileTime.fromMillis(0), -1);

    static Stamp of(Path file) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(attributes.lastModifiedTime(), attributes.size());
      } catch (IOException _) {
        return UNREADABLE;
      }
    }
  }
}
