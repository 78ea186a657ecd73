package io.drawbridge.process.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file, with the files that it names if there are any, read again whenever one of them changes.
 * One that is gone or wrong is logged once with what is wrong, and the last good value stays in
 * force.
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
  private final Function<Path, List<Path>> named;
  private final Reader<T, ?> reader;
  private List<Stamp> lastTried;
  private volatile T value;
  private volatile Optional<String> problem = Optional.empty();

  /** Makes a value of a file. */
  @FunctionalInterface
  public interface Reader<T, E extends Exception> {
    /** Throws with a message for operators, which is logged. */
    T read(Path file) throws E;
  }

  private LiveFile(
      String what,
      Path file,
      Function<Path, List<Path>> named,
      Reader<T, ?> reader,
      List<Stamp> stamps,
      T value) {
    this.what = what;
    this.file = file;
    this.named = named;
    this.reader = reader;
    this.lastTried = stamps;
    this.value = value;
  }

  /**
   * Reads the file for the first time; here alone a wrong one is an error, the reader's own.
   *
   * @param what names its contents in the log
   */
  public static <T, E extends Exception> LiveFile<T> open(
      String what, Path file, Reader<T, E> reader) throws E {
    return open(what, file, _ -> List.of(), reader);
  }

  /**
   * The same of a file that is read together with others.
   *
   * @param named the others, as the file names them now; none if it is wrong. Called at every look
   */
  public static <T, E extends Exception> LiveFile<T> open(
      String what, Path file, Function<Path, List<Path>> named, Reader<T, E> reader) throws E {
    List<Stamp> stamps = stamps(file, named);
    return new LiveFile<>(what, file, named, reader, stamps, reader.read(file));
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

  /** Looks at the files, and reads them if one is another than at the last look. */
  public void refresh() {
    List<Stamp> now =
        stamps(file, named); // before the reading: a change during it is seen next time
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

  private static List<Stamp> stamps(Path file, Function<Path, List<Path>> named) {
    return Stream.concat(Stream.of(file), named.apply(file).stream()).map(Stamp::of).toList();
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
