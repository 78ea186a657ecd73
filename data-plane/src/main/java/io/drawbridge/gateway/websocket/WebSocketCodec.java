package io.drawbridge.gateway.websocket;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.connection.MessageEnd;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.handover.v1.HandedWebSocket;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket frames to bytes and back, strict (RFC 6455). Payloads of binary messages are unmasked
 * where they lie and handed on as they come, so that a message may be of any size and nothing of it
 * is kept here; {@link MessageEnd} follows the last. What is written becomes one message, its
 * header in the room that a connection leaves in front.
 *
 * <pre>
 *  client's:   | FIN 0 0 0 opcode | 1 length7 | length 0, 2 or 8 | mask 4 | payload
 *  gateway's:  | 1   0 0 0 2      | 0 length7 | length 0, 2 or 8 | payload
 * </pre>
 *
 * <p>A violation is told to the next handler as {@link ProtocolViolation}, and answered by the
 * RFC's code. The code of a {@link Close} event is sent behind the write that follows it; then the
 * client has until the channel is closed a second time to answer.
 *
 * <p>One per connection, on whichever loop it is on.
 */
final class WebSocketCodec extends ChannelDuplexHandler {
  static final int MAX_CONTROL_BYTES = 125;

  /**
   * Pongs that wait for the next write or the end of a read pass. Of more pings only the latest is
   * answered, which RFC 6455 section 5.5.3 leaves to us: a flood of pings must not become one of
   * pongs.
   */
  static final int MAX_PONG_BYTES = 1 << 10;

  private static final int CONTROL_HEADER_BYTES = 2;
  private static final int MASK_BYTES = 4;
  private static final int MASKED = 0x80;

  private long left; // bytes of the payload that have not come yet
  private int mask;
  private byte headerRead; // bytes of the next frame's header that have come
  private byte first; // the header's first byte
  private byte lengthBytes; // length of the header's long length: 0, 2 or 8
  private boolean inMessage;
  private boolean closeSent;
  private boolean lingering; // closed on our side, for as long as the client's Close may take
  private boolean ending; // nothing is read any more
  private @Nullable ByteBuf control; // payload of a control frame that is not whole
  private @Nullable ByteBuf pongs;
  private @Nullable Close reason;

  WebSocketCodec() {}

  /** Goes on where the codec of another process stopped. */
  WebSocketCodec(HandedWebSocket handed) {
    left = handed.getLeft();
    mask = handed.getMask();
    headerRead = (byte) handed.getHeaderRead();
    first = (byte) handed.getFirst();
    lengthBytes = (byte) handed.getLengthBytes();
    inMessage = handed.getInMessage();
    if (handed.hasControl()) {
      control = Unpooled.buffer(MAX_CONTROL_BYTES).writeBytes(handed.getControl().toByteArray());
    }
  }

  /** Where it stands between two reads; what it has written is with the socket. */
  HandedWebSocket handed() {
    HandedWebSocket.Builder handed =
        HandedWebSocket.newBuilder()
            .setLeft(left)
            .setMask(mask)
            .setHeaderRead(headerRead)
            .setFirst(Byte.toUnsignedInt(first))
            .setLengthBytes(lengthBytes)
            .setInMessage(inMessage);
    if (control != null) {
      handed.setControl(ByteString.copyFrom(control.nioBuffer()));
    }
    return handed.build();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf received = (ByteBuf) message;
    try {
      while (received.isReadable() && !ending) {
        received = read(context, received);
      }
    } catch (WebSocketViolation e) {
      fail(context, e);
    } finally {
      received.release();
    }
  }

  /** Reads a part of a frame; returns what is left of the bytes. */
  private ByteBuf read(ChannelHandlerContext context, ByteBuf received) throws WebSocketViolation {
    if (headerRead > 0 || left == 0) {
      if (readHeader(received)) {
        beginPayload(context);
      }
      return received;
    }
    return Opcode.isControl(first) ? readControl(context, received) : readData(context, received);
  }

  /** Byte by byte: it may end anywhere, and a bad one must not wait for its end. */
  private boolean readHeader(ByteBuf received) throws WebSocketViolation {
    while (received.isReadable()) {
      int next = received.readUnsignedByte();
      int lengthEnd = MessageHeader.FIXED_BYTES + lengthBytes;
      if (headerRead == 0) {
        Opcode.check(next, inMessage);
        first = (byte) next;
        lengthBytes = 0;
      } else if (headerRead == 1) {
        readLength(next);
      } else if (headerRead < lengthEnd) {
        left = left << Byte.SIZE | next;
        if (headerRead == lengthEnd - 1) {
          checkLongLength();
        }
      } else {
        mask = mask << Byte.SIZE | next;
      }
      headerRead++;
      if (headerRead == MessageHeader.FIXED_BYTES + lengthBytes + MASK_BYTES) {
        headerRead = 0;
        return true;
      }
    }
    return false;
  }

  private void readLength(int secondByte) throws WebSocketViolation {
    if ((secondByte & MASKED) == 0) {
      throw WebSocketViolation.protocol("payload: not masked (expected: masked by clients)");
    }
    int length = secondByte & ~MASKED;
    if (Opcode.isControl(first) && length > MAX_CONTROL_BYTES) {
      throw WebSocketViolation.protocol("control frame: too long (expected: <= 125 bytes)");
    }
    switch (length) {
      case MessageHeader.LENGTH_OF_2 -> lengthBytes = Short.BYTES;
      case MessageHeader.LENGTH_OF_8 -> lengthBytes = Long.BYTES;
      default -> left = length;
    }
  }

  private void checkLongLength() throws WebSocketViolation {
    if (left < 0) {
      throw WebSocketViolation.protocol("length: its first bit is set (expected: 0)");
    }
    if (left < MessageHeader.LENGTH_OF_2
        || (lengthBytes == Long.BYTES && left <= MessageHeader.MAX_SHORT)) {
      throw WebSocketViolation.protocol("length: in more bytes than it needs (expected: fewest)");
    }
  }

  private void beginPayload(ChannelHandlerContext context) throws WebSocketViolation {
    if (!Opcode.isControl(first)) {
      inMessage = !Opcode.isFinal(first);
      endDataIfWhole(context);
    } else if (left > 0) {
      control = context.alloc().buffer((int) left);
    } else {
      endControl(context, Unpooled.EMPTY_BUFFER);
    }
  }

  private ByteBuf readData(ChannelHandlerContext context, ByteBuf received) {
    int count = (int) Math.min(left, received.readableBytes());
    unmask(received, count);
    boolean isAll = count == received.readableBytes();
    context.fireChannelRead(isAll ? received : received.readRetainedSlice(count));
    endDataIfWhole(context);
    return isAll ? Unpooled.EMPTY_BUFFER : received;
  }

  private void endDataIfWhole(ChannelHandlerContext context) {
    if (left == 0 && !inMessage) {
      context.fireUserEventTriggered(MessageEnd.INSTANCE);
    }
  }

  private ByteBuf readControl(ChannelHandlerContext context, ByteBuf received)
      throws WebSocketViolation {
    ByteBuf payload = Objects.requireNonNull(control, "begun with its header");
    int count = (int) Math.min(left, received.readableBytes());
    unmask(received, count);
    payload.writeBytes(received, count);
    if (left == 0) {
      control = null;
      try {
        endControl(context, payload);
      } finally {
        payload.release();
      }
    }
    return received;
  }

  /** The next {@code count} bytes, which are of the payload. */
  private void unmask(ByteBuf received, int count) {
    Masking.remove(received, received.readerIndex(), count, mask);
    mask = Masking.after(mask, count);
    left -= count;
  }

  private void endControl(ChannelHandlerContext context, ByteBuf payload)
      throws WebSocketViolation {
    switch (Opcode.of(first)) {
      case Opcode.CLOSE -> closedByClient(context, CloseFrame.check(payload));
      case Opcode.PING -> pong(context, payload);
      default -> {
        // A PONG answers nothing of ours.
      }
    }
  }

  private void pong(ChannelHandlerContext context, ByteBuf payload) {
    ByteBuf waiting = pongs;
    if (waiting == null) {
      waiting = context.alloc().buffer(CONTROL_HEADER_BYTES + payload.readableBytes());
      pongs = waiting;
    } else if (waiting.readableBytes() + CONTROL_HEADER_BYTES + payload.readableBytes()
        > MAX_PONG_BYTES) {
      waiting.clear();
    }
    waiting
        .writeByte(Opcode.FIN | Opcode.PONG)
        .writeByte(payload.readableBytes())
        .writeBytes(payload);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (pongs != null) {
      writePongs(context);
      context.flush();
    }
    context.fireChannelReadComplete();
  }

  private void writePongs(ChannelHandlerContext context) {
    ByteBuf waiting = pongs;
    pongs = null;
    if (waiting == null) {
      return;
    }
    if (closeSent) {
      waiting.release();
    } else {
      var _ = context.write(waiting, context.voidPromise());
    }
  }

  /** The client's answer to our Close, or its own Close, which is answered. */
  private void closedByClient(ChannelHandlerContext context, int code) {
    ending = true;
    if (!closeSent) {
      writePongs(context);
      closeSent = true;
      var _ = context.write(CloseFrame.of(context.alloc(), code, ""));
    }
    closeBehindWrites(context);
  }

  private void fail(ChannelHandlerContext context, WebSocketViolation violation) {
    ending = true;
    if (!closeSent) {
      writePongs(context);
      closeSent = true;
      var _ = context.write(CloseFrame.of(context.alloc(), violation.code(), violation.text()));
      context.fireExceptionCaught(
          new ProtocolViolation(CloseReason.PROTOCOL, "WebSocket: " + violation.text()));
    }
    closeBehindWrites(context);
  }

  private static void closeBehindWrites(ChannelHandlerContext context) {
    var _ = context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /** Why the connection ends, told before its last frames are written. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof Close close) {
      reason = close;
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    ByteBuf payload = (ByteBuf) message;
    if (closeSent) { // nothing may follow a Close
      payload.release();
      var _ = context.write(Unpooled.EMPTY_BUFFER, promise);
      return;
    }
    writePongs(context);
    Close last = reason;
    if (last == null) {
      writeMessage(context, payload, promise);
      return;
    }
    closeSent = true;
    if (payload.isReadable()) {
      writeMessage(context, payload, context.voidPromise());
    } else {
      payload.release();
    }
    var _ = context.write(CloseFrame.of(context.alloc(), last.getCode(), last.getText()), promise);
  }

  private static void writeMessage(
      ChannelHandlerContext context, ByteBuf payload, ChannelPromise promise) {
    ByteBuf header = MessageHeader.inFrontOf(payload, context.alloc());
    if (header != null) {
      var _ = context.write(header, context.voidPromise());
    }
    var _ = context.write(payload, promise);
  }

  /**
   * After our Close the client's is awaited, so that the socket is not reset under it while it
   * reads; who waits for the end closes again.
   */
  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (!closeSent || ending || lingering) {
      var _ = context.close(promise);
    } else {
      lingering = true;
      var _ = context.channel().closeFuture().addListener(_ -> promise.trySuccess());
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    release(control);
    release(pongs);
    control = null;
    pongs = null;
  }

  private static void release(@Nullable ByteBuf bytes) {
    if (bytes != null) {
      bytes.release();
    }
  }
}
