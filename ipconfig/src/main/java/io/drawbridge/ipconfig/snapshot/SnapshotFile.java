package io.drawbridge.ipconfig.snapshot;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * One snapshot on disk, replaced whole.
 *
 * <pre>  "DBSNAP1\n"  |  SHA-256 of the rest, 32 bytes  |  FleetSnapshot in protobuf</pre>
 */
final class SnapshotFile {
  private static final byte[] MAGIC = "DBSNAP1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGEST_BYTES = 32;
  private static final int HEAD_BYTES = MAGIC.length + DIGEST_BYTES;

  /** {@link Snapshots#MAX_GATEWAYS} gateways of 1.6 KiB each. */
  static final int MAX_BYTES = 16 << 20;

  private final Path path;

  SnapshotFile(Path path) {
    this.path = path.toAbsolutePath();
  }

  sealed interface Loaded {
    record Found(FleetSnapshot snapshot) implements Loaded {}

    record Absent() implements Loaded {}

    record Unusable(String because) implements Loaded {}
  }

  Path path() {
    return path;
  }

  /** Never throws: a process without its file starts empty. */
  Loaded load() {
    if (!Files.exists(path)) {
      return new Loaded.Absent();
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        return new Loaded.Unusable("size: more than " + MAX_BYTES + " bytes");
      }
      return decode(bytes);
    } catch (IOException e) {
      return new Loaded.Unusable(e.toString());
    }
  }

  private static Loaded decode(byte[] bytes) throws InvalidProtocolBufferException {
    if (bytes.length < HEAD_BYTES
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return new Loaded.Unusable("no snapshot file (expected: to begin with DBSNAP1)");
    }
    byte[] body = Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length);
    byte[] digest = Arrays.copyOfRange(bytes, MAGIC.length, HEAD_BYTES);
    if (!MessageDigest.isEqual(digest, sha256(body))) {
      return new Loaded.Unusable("checksum: does not match " + body.length + " bytes of body");
    }
    return new Loaded.Found(FleetSnapshot.parseFrom(body));
  }

  /**
   * Replaces the file: a reader, or a process that starts after a power cut, sees the old one or
   * the new one.
   *
   * @throws IOException if it cannot be written or is larger than {@link #MAX_BYTES}
   */
  void save(FleetSnapshot snapshot) throws IOException {
    byte[] body = snapshot.toByteArray();
    if (HEAD_BYTES + body.length > MAX_BYTES) {
      throw new IOException(
          "snapshot: " + body.length + " bytes (expected: <= " + (MAX_BYTES - HEAD_BYTES) + ")");
    }
    Files.createDirectories(directory());
    Path beside = path.resolveSibling(path.getFileName() + ".new");
    try (FileChannel out =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(out, MAGIC);
      write(out, sha256(body));
      write(out, body);
      out.force(true);
    }
    Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(directory(), StandardOpenOption.READ)) {
      directory.force(true); // the new name, too, survives a power cut
    }
  }

  private Path directory() {
    return path.resolveSibling(".").normalize();
  }

  private static void write(FileChannel out, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      out.write(left);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
