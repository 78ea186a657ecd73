package io.drawbridge.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One bench at a time: two would measure each other. */
final class BenchLock implements AutoCloseable {
  private final FileChannel file;

  private BenchLock(FileChannel file) {
    this.file = file;
  }

  static BenchLock take(Path folder) throws IOException {
    Path name = Files.createDirectories(folder).resolve("lock");
    FileChannel file = FileChannel.open(name, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = file.tryLock();
    if (lock == null) {
      file.close();
      throw new IOException(name + ": held by another bench (expected: one at a time)");
    }
    return new BenchLock(file);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
