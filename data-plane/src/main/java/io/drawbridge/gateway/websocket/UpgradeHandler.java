package io.drawbridge.gateway.websocket;

import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.wire.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the request's head, answers it, and gives its place to {@link WebSocketCodec}. Bytes
 * behind the head are the WebSocket's first: a client should wait for the answer, but may not.
 */
final class UpgradeHandler extends ChannelDuplexHandler {
  /** Request line and header lines with their ends; a browser's are below 2 KiB. */
  static final int MAX_HEAD_BYTES = 8 << 10;

  private static final int FIRST_BUFFER_BYTES = 1 << 10;
  private static final int HEAD_END = 0x0d0a0d0a; // CR LF CR LF
  private static final int HEAD_END_BYTES = 4;
  private static final Logger log = LoggerFactory.getLogger(UpgradeHandler.class);

  private final WebSocketRules rules;
  private @Nullable ByteBuf head;
  private boolean answered;

  UpgradeHandler(WebSocketRules rules) {
    this.rules = rules;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf received = (ByteBuf) message;
    try {
      if (!answered && takeHead(context, received)) {
        upgrade(context, received);
      }
    } catch (UpgradeRefused e) {
      refuse(context, e.refusal(), e.text());
    } finally {
      received.release();
    }
  }

  /** Moves bytes into the head until it is whole; then those behind it are left. */
  private boolean takeHead(ChannelHandlerContext context, ByteBuf received) throws UpgradeRefused {
    ByteBuf gathered = head;
    if (gathered == null) {
      gathered = context.alloc().buffer(FIRST_BUFFER_BYTES, MAX_HEAD_BYTES);
      head = gathered;
    }
    int before = gathered.readableBytes();
    int taken = Math.min(received.readableBytes(), MAX_HEAD_BYTES - before);
    gathered.writeBytes(received, received.readerIndex(), taken);
    int end = endOf(gathered, Math.max(0, before - HEAD_END_BYTES + 1));
    if (end >= 0) {
      gathered.writerIndex(end);
      received.skipBytes(end + HEAD_END_BYTES - before);
      return true;
    }
    if (gathered.readableBytes() == MAX_HEAD_BYTES) {
      throw new UpgradeRefused(
          UpgradeRefusal.HEAD_TOO_LARGE,
          "head: longer than it may be (expected: <= " + MAX_HEAD_BYTES + " bytes)");
    }
    return false;
  }

  /** Where the empty line begins, searched from {@code from}; -1 if there is none yet. */
  private static int endOf(ByteBuf gathered, int from) {
    for (int index = from; index <= gathered.writerIndex() - HEAD_END_BYTES; index++) {
      if (gathered.getInt(index) == HEAD_END) {
        return index;
      }
    }
    return -1;
  }

  private void upgrade(ChannelHandlerContext context, ByteBuf rest) throws UpgradeRefused {
    RequestHead request = RequestHead.parse(headText());
    String accepted = new UpgradeCheck(rules).accepted(request);
    answered = true;
    var _ = context.writeAndFlush(ascii(context, accepted));
    context.pipeline().addAfter(context.name(), "websocket", new WebSocketCodec());
    if (rest.isReadable()) {
      context.fireChannelRead(rest.retain());
    }
    context.pipeline().remove(this);
  }

  private String headText() {
    ByteBuf whole = head;
    return whole == null ? "" : whole.toString(StandardCharsets.ISO_8859_1);
  }

  private void refuse(ChannelHandlerContext context, UpgradeRefusal refusal, String text) {
    answered = true;
    rules.refusals().count(refusal);
    log.debug("upgrade of {} refused: {}", context.channel().remoteAddress(), text);
    var _ =
        context
            .writeAndFlush(ascii(context, refusal.answer(text)))
            .addListener(ChannelFutureListener.CLOSE);
  }

  /** The connection ends before there is a WebSocket. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof Close close)) {
      context.fireUserEventTriggered(event);
    } else if (!answered) {
      boolean late = close.getCode() == CloseReason.CONNECT_TIMEOUT.code();
      refuse(
          context,
          late ? UpgradeRefusal.TIMEOUT : UpgradeRefusal.UNAVAILABLE,
          late
              ? "upgrade: not whole in time (expected: at once)"
              : "connection: ended by the gateway");
    }
  }

  /** Frames before the WebSocket have nobody who understands them. */
  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    ReferenceCountUtil.release(message);
    var _ = context.write(Unpooled.EMPTY_BUFFER, promise); // behind the answer
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    ByteBuf gathered = head;
    head = null;
    if (gathered != null) {
      gathered.release();
    }
  }

  private static ByteBuf ascii(ChannelHandlerContext context, String text) {
    return ByteBufUtil.writeAscii(context.alloc(), text);
  }
}
