package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.snapshot.Generations;
import io.drawbridge.proto.snapshot.v1.FleetSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as it goes to subscribers: encoded, and compressed for those who take that, when the
 * first of them needs it, and never again. Threads: any.
 */
final class EncodedSnapshot {
  /** Ids, addresses and names repeat themselves: some 5 times smaller. */
  private static final int EXPECTED_RATIO = 4;

  private final FleetSnapshot snapshot;
  private byte @Nullable [] plain;
  private byte @Nullable [] gzip;

  EncodedSnapshot(FleetSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** True if it is that very one. */
  @SuppressWarnings("ReferenceEquality") // a snapshot in force is one object; comparing costs more
  boolean isOf(FleetSnapshot other) {
    return snapshot == other;
  }

  boolean isNewerThan(EncodedSnapshot other) {
    return Generations.ORDER.compare(snapshot.getGeneration(), other.snapshot.getGeneration()) > 0;
  }

  /** Protobuf; not to be written to. */
  synchronized byte[] plain() {
    byte[] bytes = plain;
    if (bytes == null) {
      bytes = snapshot.toByteArray();
      plain = bytes;
    }
    return bytes;
  }

  /** The same, as gzip; not to be written to. */
  synchronized byte[] gzip() {
    byte[] bytes = gzip;
    if (bytes == null) {
      bytes = compressed(plain());
      gzip = bytes;
    }
    return bytes;
  }

  private static byte[] compressed(byte[] plain) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(plain.length / EXPECTED_RATIO);
    try (Fast gzip = new Fast(compressed)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to be written", e);
    }
    return compressed.toByteArray();
  }

  /** Better levels take several times as long for a tenth less. */
  private static final class Fast extends GZIPOutputStream {
    Fast(ByteArrayOutputStream to) throws IOException {
      super(to);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
