package io.drawbridge.bench.micro;

import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameReader;
import io.drawbridge.wire.FrameWriter;
import io.drawbridge.wire.ProtocolViolation;
import io.drawbridge.wire.Side;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One frame read or written; a read pass brings 16, as of a busy client. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
  private static final int FRAMES = 16;
  private static final int BODY_BYTES = 32;

  private final ByteBuf received = received();
  private final ByteBuf out = Unpooled.directBuffer(FRAMES * (Frame.HEADER_BYTES + BODY_BYTES));
  private final FrameReader reader = new FrameReader(Side.CLIENT, Frame.MAX_LENGTH);
  private final byte[] body = new byte[BODY_BYTES];

  private static ByteBuf received() {
    ByteBuf frames = Unpooled.directBuffer();
    for (int seq = 1; seq <= FRAMES; seq++) {
      FrameWriter.upstream(frames, 1, seq, 0, new byte[BODY_BYTES]);
    }
    return frames;
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long readUpstream() throws ProtocolViolation {
    received.readerIndex(0);
    long seqs = 0;
    while (reader.next(received)) {
      seqs += reader.frame().seq();
    }
    return seqs;
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public ByteBuf writeAck() {
    out.clear();
    for (int seq = 1; seq <= FRAMES; seq++) {
      FrameWriter.upstreamAck(out, 1, seq);
    }
    return out;
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public ByteBuf writeUpstream() {
    out.clear();
    for (int seq = 1; seq <= FRAMES; seq++) {
      FrameWriter.upstream(out, 1, seq, 0, body);
    }
    return out;
  }
}
