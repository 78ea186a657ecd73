package io.drawbridge.client.session;

import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameFlags;
import io.drawbridge.wire.FrameReader;
import io.drawbridge.wire.Side;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** A connection without a socket: what the client wrote is read as a gateway would. */
final class HandLink implements Link {
  private final ByteBuf written = Unpooled.buffer();
  private final FrameReader reader = new FrameReader(Side.CLIENT, Frame.MAX_LENGTH);
  final List<Connect> connects = new ArrayList<>();
  boolean writable = true;
  boolean closed;
  int closedWith;

  /** Everything written since the last call, as short sentences. */
  List<String> written() {
    try {
      List<String> frames = new ArrayList<>();
      while (reader.next(written)) {
        frames.add(describe(reader.frame()));
      }
      return frames;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String describe(Frame frame) throws Exception {
    return switch (frame.type()) {
      case CONNECT -> {
        Connect connect = Connect.parseFrom(frame.bodyBytes());
        connects.add(connect);
        yield "CONNECT " + connect.getConnectNumber();
      }
      case UPSTREAM ->
          (frame.has(FrameFlags.VOID) ? "VOID " : "UPSTREAM ")
              + frame.service()
              + "/"
              + frame.seq()
              + (frame.has(FrameFlags.SENT_BEFORE) ? " again" : "");
      case DOWNSTREAM_ACK -> "DOWNSTREAM_ACK " + frame.seq();
      case CLOSE -> "CLOSE " + Close.parseFrom(frame.bodyBytes()).getCode();
      default -> frame.type().name();
    };
  }

  @Override
  public ByteBuf out() {
    return written;
  }

  @Override
  public void flush() {}

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public void close(int code) {
    closed = true;
    closedWith = code;
  }
}
