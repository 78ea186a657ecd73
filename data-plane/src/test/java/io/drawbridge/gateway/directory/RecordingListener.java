package io.drawbridge.gateway.directory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what the directory told it. */
final class RecordingListener implements DirectoryListener {
  final List<Duration> reassertions = new CopyOnWriteArrayList<>();
  final List<String> copiesReasserted = new CopyOnWriteArrayList<>();
  final List<DirectoryEntry> superseded = new CopyOnWriteArrayList<>();

  @Override
  public void reassert(Duration spread) {
    reassertions.add(spread);
  }

  @Override
  public void reassertCopies(String home, Duration spread) {
    copiesReasserted.add(home);
  }

  @Override
  public void superseded(DirectoryEntry ours, DirectoryEntry current) {
    superseded.add(ours);
  }
}
