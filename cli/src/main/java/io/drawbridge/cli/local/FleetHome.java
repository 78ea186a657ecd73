package io.drawbridge.cli.local;

import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.context.FleetFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The right to run a fleet in a folder: a lock that the kernel takes back when its holder dies,
 * however it dies.
 */
final class FleetHome implements AutoCloseable {
  private final FileChannel channel;
  private final FileLock lock;

  private FleetHome(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /** Empty if another launcher has it. */
  static Optional<FleetHome> tryLock(Path home) throws IOException {
    Files.createDirectories(home);
    FileChannel channel =
        FileChannel.open(
            home.resolve("fleet.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = tryLock(channel);
    if (lock == null) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new FleetHome(channel, lock));
  }

  /**
   * @throws FleetException if another launcher has it, naming it
   */
  static FleetHome lock(Path home) throws IOException, FleetException {
    Optional<FleetHome> locked = tryLock(home);
    if (locked.isPresent()) {
      return locked.get();
    }
    String who =
        new FleetFile(home)
            .read()
            .map(FleetDocument::launcher)
            .map(launcher -> " (launcher: pid " + launcher.pid() + ")")
            .orElse("");
    throw new FleetException(
        "a local fleet is running in "
            + home
            + who
            + " (expected: one at a time; `drawbridge status` lists it, `drawbridge down` stops it)");
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) { // held by this very process
      return null;
    }
  }
}
