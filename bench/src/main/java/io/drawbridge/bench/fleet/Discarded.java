package io.drawbridge.bench.fleet;

import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Answers that are read from the wire, counted in bytes and thrown away: what simulated receivers
 * would do with them is not what is measured. Compressed ones are taken, and stay compressed.
 */
final class Discarded implements MethodDescriptor.Marshaller<Long> {
  static final Discarded MARSHALLER = new Discarded();

  /** Accepts what a real subscriber accepts. */
  static final DecompressorRegistry STILL_COMPRESSED =
      DecompressorRegistry.emptyInstance().with(new AsItIs(), true);

  private static final long MUCH = 1 << 20;

  private Discarded() {}

  /** {@code method} with its answers discarded. */
  static <A> MethodDescriptor<A, Long> answersOf(MethodDescriptor<A, ?> method) {
    return method.toBuilder(method.getRequestMarshaller(), MARSHALLER).build();
  }

  @Override
  public InputStream stream(Long value) {
    throw new UnsupportedOperationException("discarded answers are never sent");
  }

  @Override
  public Long parse(InputStream stream) {
    try {
      long bytes = 0;
      for (long skipped = stream.skip(MUCH); skipped > 0; skipped = stream.skip(MUCH)) {
        bytes += skipped;
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class AsItIs implements Decompressor {
    @Override
    public String getMessageEncoding() {
      return "gzip";
    }

    @Override
    public InputStream decompress(InputStream compressed) {
      return compressed;
    }
  }
}
