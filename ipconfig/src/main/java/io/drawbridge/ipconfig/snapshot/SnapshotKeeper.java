package io.drawbridge.ipconfig.snapshot;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the snapshot in force on disk: loads it once at the start, then saves the newest one, at
 * most once per interval, on a thread of its own because a disk may hang.
 */
public final class SnapshotKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SnapshotKeeper.class);
  private static final Duration LAST_SAVE = Duration.ofSeconds(2);

  private final SnapshotFile file;
  private final Snapshots snapshots;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("ipconfig-snapshot-file").daemon().factory());

  // Both are used on the thread only.
  private @Nullable SnapshotInForce saved;
  private boolean failing;

  public SnapshotKeeper(Path path, Snapshots snapshots) {
    this.file = new SnapshotFile(path);
    this.snapshots = snapshots;
  }

  /** Puts the snapshot on disk in force, if there is a sound one; says which and how old. */
  public void restore(InstantSource clock) {
    switch (file.load()) {
      case SnapshotFile.Loaded.Absent() -> log.info("{}: none yet", file.path());
      case SnapshotFile.Loaded.Unusable(String because) ->
          log.warn("{}: ignored: {}", file.path(), because);
      case SnapshotFile.Loaded.Found(var snapshot) -> {
        Offer offer = snapshots.offer(snapshot, "file " + file.path());
        if (offer instanceof Offer.Refused(String because)) {
          log.warn("{}: ignored: {}", file.path(), because);
        }
        snapshots.inForce().ifPresent(s -> logStart(s, s.age(clock.instant())));
      }
    }
  }

  private void logStart(SnapshotInForce restored, Duration age) {
    log.info(
        "starting from {}: generation {}, age {} s",
        file.path(),
        restored.generation(),
        age.toSeconds());
  }

  public void start(Duration interval) {
    saved = snapshots.inForce().orElse(null); // what was just loaded need not be written
    var _ =
        thread.scheduleWithFixedDelay(
            this::save, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void save() {
    SnapshotInForce newest = snapshots.inForce().orElse(null);
    if (newest == null || newest.equals(saved)) {
      return;
    }
    try {
      file.save(newest.snapshot());
      saved = newest;
      failing = false;
    } catch (IOException | RuntimeException e) {
      if (!failing) { // once, not at every interval
        log.warn(
            "{}: not saved, a restart will begin with an older one: {}", file.path(), e.toString());
      }
      failing = true;
    }
  }

  /** Saves once more; within two seconds. */
  @Override
  public void close() {
    thread.execute(this::save);
    thread.shutdown();
    try {
      thread.awaitTermination(LAST_SAVE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
