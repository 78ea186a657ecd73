package io.drawbridge.controlplane.streams;

import io.grpc.Compressor;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Messages that are bytes already: gRPC neither encodes nor compresses them. */
final class ReadyBytes implements MethodDescriptor.Marshaller<byte[]> {
  static final String GZIP = "gzip";

  private ReadyBytes() {}

  /** {@code method} with answers that were encoded elsewhere. */
  static <A> MethodDescriptor<A, byte[]> answersOf(MethodDescriptor<A, ?> method) {
    return method.toBuilder(method.getRequestMarshaller(), new ReadyBytes()).build();
  }

  /** For calls whose messages are compressed already: says so on the wire, and does nothing. */
  static Compressor alreadyGzip() {
    return new Compressor() {
      @Override
      public String getMessageEncoding() {
        return GZIP;
      }

      @Override
      public OutputStream compress(OutputStream to) {
        return to;
      }
    };
  }

  @Override
  public InputStream stream(byte[] message) {
    return new Written(message);
  }

  @Override
  public byte[] parse(InputStream stream) {
    throw new UnsupportedOperationException("answers are only sent");
  }

  /** Goes out in one write. */
  private static final class Written extends ByteArrayInputStream
      implements Drainable, KnownLength {
    Written(byte[] message) {
      super(message);
    }

    @Override
    public int drainTo(OutputStream to) throws IOException {
      int length = available();
      to.write(buf, pos, length);
      pos = count;
      return length;
    }
  }
}
