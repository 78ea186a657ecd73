package io.drawbridge.recorder.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Appends records to one participant's file. Each is with the kernel when the call returns: a
 * SIGKILL afterwards loses none, and at most leaves half of the last one. Threads: any.
 */
public final class Recorder implements AutoCloseable {
  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Entry.BYTES);

  private Recorder(FileChannel file) {
    this.file = file;
  }

  /** Goes on behind what the file has. */
  public static Recorder open(Path path) throws IOException {
    return new Recorder(
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  /** A record of now. */
  public void write(Kind kind, int client, long detail, long number, long first, long second) {
    write(new Entry(kind, client, System.nanoTime(), detail, number, first, second));
  }

  /** A record without session or lane. */
  public void write(Kind kind, int client, long detail, long number) {
    write(kind, client, detail, number, 0, 0);
  }

  /** A record of its own time. */
  public synchronized void write(Entry entry) {
    buffer.clear();
    entry.put(buffer);
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        int _ = file.write(buffer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a history with holes proves nothing
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
