package io.drawbridge.business.upstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lanes in a file of this process, which outlive it, also when it is killed. Every change is
 * appended; when most of the file is outdated it is written anew beside and moved over the old one.
 * A tail that was not written whole is cut off when the file is opened.
 *
 * <p>What was appended survives the process, not a power failure of its machine: then the last
 * lanes' repeats are handled again. All lanes are in memory too, within the same bound as {@link
 * MemoryLaneStore}.
 *
 * <p>Threads: any. A change waits for the file, some microseconds.
 */
public final class FileLaneStore implements LaneStore, AutoCloseable {
  /** Below it, it is not worth writing the file anew. */
  static final long COMPACT_ABOVE_BYTES = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(FileLaneStore.class);

  private final Path file;
  private final FileChannel lockChannel;
  private final FileLock lock;
  private final LinkedHashMap<LaneKey, Known> lanes = new LinkedHashMap<>(16, 0.75f, true);
  private final int maxLanes;
  private FileChannel channel;
  private long endBytes;
  private long liveBytes;

  private record Known(LaneProgress progress, int bytes) {}

  /**
   * Opens the file, or begins one.
   *
   * @param maxLanes as {@link MemoryLaneStore#MemoryLaneStore(int)} has it
   * @throws IOException when the file cannot be used, or another process has it
   */
  public static FileLaneStore open(Path file, int maxLanes) throws IOException {
    if (maxLanes < 1) {
      throw new IllegalArgumentException("maxLanes: " + maxLanes + " (expected: >= 1)");
    }
    FileChannel lockChannel =
        FileChannel.open(
            file.resolveSibling(file.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      return new FileLaneStore(file, maxLanes, lockChannel, lock(lockChannel, file));
    } catch (IOException | RuntimeException e) {
      lockChannel.close();
      throw e;
    }
  }

  private static FileLock lock(FileChannel lockChannel, Path file) throws IOException {
    @Nullable FileLock lock;
    try {
      lock = lockChannel.tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException(file + ": in use (expected: one process at a time)");
    }
    return lock;
  }

  private FileLaneStore(Path file, int maxLanes, FileChannel lockChannel, FileLock lock)
      throws IOException {
    this.file = file;
    this.maxLanes = maxLanes;
    this.lockChannel = lockChannel;
    this.lock = lock;
    this.channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    read();
  }

  /** The last record of a lane counts; behind the first that is not whole there is nothing. */
  private void read() throws IOException {
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file));
    for (LaneRecord record = LaneRecord.read(all); record != null; record = LaneRecord.read(all)) {
      int bytes = (int) (all.position() - endBytes);
      endBytes = all.position();
      know(record, bytes);
    }
    if (all.hasRemaining()) {
      LOG.warn("{}: {} bytes at its end are no record and are cut off", file, all.remaining());
      channel.truncate(endBytes);
    }
  }

  @Override
  public synchronized LaneProgress enter(LaneKey lane, long connectNumber) {
    LaneProgress known = progressOf(lane);
    if (known.connectNumber() >= connectNumber) {
      return known;
    }
    LaneProgress raised = new LaneProgress(connectNumber, known.acceptedTo());
    change(new LaneRecord(lane, raised));
    return raised;
  }

  @Override
  public synchronized void accepted(LaneKey lane, long seq) {
    LaneProgress known = progressOf(lane);
    if (seq > known.acceptedTo()) {
      change(new LaneRecord(lane, new LaneProgress(known.connectNumber(), seq)));
    }
  }

  private LaneProgress progressOf(LaneKey lane) {
    Known known = lanes.get(lane);
    return known == null ? LaneProgress.NONE : known.progress();
  }

  private void change(LaneRecord record) {
    try {
      ByteBuffer bytes = record.bytes();
      int length = bytes.remaining();
      write(channel, bytes, endBytes); // what fails half-way is written over by the next
      endBytes += length;
      know(record, length);
      if (endBytes > COMPACT_ABOVE_BYTES && endBytes > 2 * liveBytes) {
        compact();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written", e);
    }
  }

  private void know(LaneRecord record, int bytes) {
    Known before = lanes.put(record.lane(), new Known(record.progress(), bytes));
    liveBytes += bytes - (before == null ? 0 : before.bytes());
    if (lanes.size() > maxLanes) {
      Map.Entry<LaneKey, Known> eldest = lanes.entrySet().iterator().next();
      lanes.remove(eldest.getKey());
      liveBytes -= eldest.getValue().bytes();
    }
  }

  /**
   * Until the move the old file counts, from it on the new one: a kill in between loses nothing.
   */
  private void compact() throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    FileChannel compacted =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    long end = 0;
    try {
      for (Map.Entry<LaneKey, Known> lane : lanes.entrySet()) {
        ByteBuffer bytes = new LaneRecord(lane.getKey(), lane.getValue().progress()).bytes();
        int length = bytes.remaining();
        write(compacted, bytes, end);
        end += length;
      }
      compacted.force(true);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      compacted.close();
      throw e;
    }
    channel.close();
    channel = compacted;
    endBytes = end;
    liveBytes = end;
  }

  private static void write(FileChannel to, ByteBuffer bytes, long at) throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      position += to.write(bytes, position);
    }
  }

  /** Gives the file free for another process. */
  @Override
  public synchronized void close() throws IOException {
    channel.force(true);
    channel.close();
    lock.release();
    lockChannel.close();
  }
}
