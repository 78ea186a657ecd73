package io.drawbridge.gateway.upstream;

import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.ConfigFile;
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
 * The services file, read again whenever it changes. A file that is gone or wrong is logged once
 * with its lines, and the last good table stays in force.
 *
 * <p>Threads: {@link #table} and {@link #problem} any; {@link #refresh} one at a time, not an event
 * loop, because it reads the disk.
 */
public final class ServicesFile {
  static final Duration REFRESH_INTERVAL = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(ServicesFile.class);

  private final Path file;
  private Stamp lastTried;
  private volatile ServiceTable table;
  private volatile Optional<String> problem = Optional.empty();

  private ServicesFile(Path file, Stamp stamp, ServiceTable table) {
    this.file = file;
    this.lastTried = stamp;
    this.table = table;
  }

  /** Reads the file for the first time; here alone a wrong one is an error. */
  public static ServicesFile open(Path file) throws ConfigException {
    Stamp stamp = Stamp.of(file);
    return new ServicesFile(file, stamp, read(file));
  }

  /** Refreshes every second until the answer is cancelled. */
  public ScheduledFuture<?> refreshOn(ScheduledExecutorService thread) {
    long millis = REFRESH_INTERVAL.toMillis();
    return thread.scheduleWithFixedDelay(this::refresh, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** What is in force. Take it once per pass: two calls may answer two tables. */
  public ServiceTable table() {
    return table;
  }

  /** Why the file as it is now is not in force; empty if it is. */
  public Optional<String> problem() {
    return problem;
  }

  void refresh() {
    Stamp now = Stamp.of(file); // before the reading: a change during it is seen next time
    if (now.equals(lastTried)) {
      return;
    }
    lastTried = now;
    try {
      table = read(file);
      problem = Optional.empty();
      LOG.info("services: {} in force from {}", table.size(), file);
    } catch (ConfigException e) {
      problem = Optional.of(String.valueOf(e.getMessage()));
      LOG.warn("services: file rejected, the {} of before stay: {}", table.size(), e.getMessage());
    }
  }

  private static ServiceTable read(Path file) throws ConfigException {
    return ConfigFile.read(file, ServicesDocument.class).table();
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
