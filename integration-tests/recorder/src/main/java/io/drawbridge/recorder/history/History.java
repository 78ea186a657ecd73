package io.drawbridge.recorder.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of one run: {@code *.rec} of a folder. */
public final class History {
  /** The end of files' names. */
  public static final String SUFFIX = ".rec";

  private static final int CHUNK_ENTRIES = 16 << 10;

  private final List<Path> files;

  private History(List<Path> files) {
    this.files = files;
  }

  /** The folder's files as they are now, in the order of their names. */
  public static History of(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new History(files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList());
    }
  }

  /** Takes records in the order of one file, file after file. */
  public interface Visitor {
    /** {@code index} counts the file's records from 0. */
    void visit(Path file, long index, Entry entry);
  }

  /** Shows every whole record; half a record at a file's end was being written when it ended. */
  public void read(Visitor visitor) throws IOException {
    for (Path file : files) {
      read(file, visitor);
    }
  }

  private static void read(Path path, Visitor visitor) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_ENTRIES * Entry.BYTES);
    long index = 0;
    try (FileChannel file = FileChannel.open(path)) {
      while (file.read(chunk) >= 0) {
        chunk.flip();
        while (chunk.remaining() >= Entry.BYTES) {
          visitor.visit(path, index, entry(path, index, chunk));
          index++;
        }
        chunk.compact();
      }
    }
  }

  private static Entry entry(Path path, long index, ByteBuffer chunk) throws IOException {
    try {
      return Entry.take(chunk);
    } catch (IllegalArgumentException e) {
      throw new IOException(path + ", record " + index + ": " + e.getMessage(), e);
    }
  }
}
