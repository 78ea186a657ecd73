package io.drawbridge.gateway.policy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.proto.control.v1.PolicySet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last set of policies in a file, so that a gateway that starts while no control plane answers
 * obeys them. The file: four bytes "DBP1", the CRC-32C of the rest (u32), the fleet generation
 * (u64), the set as a protocol buffer; big-endian. One thread.
 */
public record LastGood(Path file) {
  private static final int MAGIC = 0x44425031; // DBP1
  private static final int HEAD = 2 * Integer.BYTES;

  /** 64 documents of the largest size, and some. */
  static final int MAX_BYTES = 4 << 20;

  private static final Logger log = LoggerFactory.getLogger(LastGood.class);

  /** A set, and the fleet generation under which it was sent. */
  record Kept(long fleetGeneration, PolicySet set) {}

  /** Empty, with a line in the log, if it is damaged; silently if there is none. */
  Optional<Kept> read() {
    try {
      if (Files.size(file) > MAX_BYTES) {
        return unusable(Files.size(file) + " bytes (expected: <= " + MAX_BYTES + ")");
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      if (bytes.remaining() < HEAD + Long.BYTES || bytes.getInt() != MAGIC) {
        return unusable("no kept policies (expected: a file that a gateway wrote)");
      }
      int expected = bytes.getInt();
      if (crc(bytes.duplicate()) != expected) {
        return unusable("its checksum is wrong (expected: the file as it was written)");
      }
      long generation = bytes.getLong();
      return Optional.of(new Kept(generation, PolicySet.parseFrom(bytes)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      return unusable(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return unusable(e.toString());
    }
  }

  private Optional<Kept> unusable(String why) {
    log.warn("policies: {}: {}; the gateway starts without", file, why);
    return Optional.empty();
  }

  /** Replaced whole: after a crash in the middle it is the one of before. */
  void write(long fleetGeneration, PolicySet set) {
    byte[] message = set.toByteArray();
    ByteBuffer bytes = ByteBuffer.allocate(HEAD + Long.BYTES + message.length);
    bytes.putInt(MAGIC).putInt(0).putLong(fleetGeneration).put(message).flip();
    bytes.putInt(Integer.BYTES, crc(bytes.slice(HEAD, bytes.limit() - HEAD)));
    Path folder = file.toAbsolutePath().getParent();
    try {
      Path whole = Files.createTempFile(folder, file.getFileName().toString(), ".new");
      try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
        while (bytes.hasRemaining()) {
          int _ = channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      log.warn("policies: not kept for the next start: {}", e.toString());
    }
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
