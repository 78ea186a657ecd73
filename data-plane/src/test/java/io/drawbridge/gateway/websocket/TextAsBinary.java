package io.drawbridge.gateway.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Makes binary messages of a client's text, and text of their echoes, so that a suite which checks
 * framing by text can check a server that refuses text. Stands between socket and upgrade; changes
 * nothing but opcodes. Of an echo it expects header and payload in one buffer.
 */
final class TextAsBinary extends ChannelDuplexHandler {
  private static final int OPCODE = 0x0f;

  private final Queue<Boolean> wasText = new ArrayDeque<>();
  private boolean upgraded;
  private int headerRead;
  private int headerBytes;
  private long left;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf received = (ByteBuf) message;
    if (upgraded) {
      int index = received.readerIndex();
      while (index < received.writerIndex()) {
        index =
            headerRead == 0 && left > 0 ? skipPayload(received, index) : header(received, index);
      }
    }
    context.fireChannelRead(received);
  }

  private int skipPayload(ByteBuf received, int index) {
    int count = (int) Math.min(left, received.writerIndex() - index);
    left -= count;
    return index + count;
  }

  private int header(ByteBuf received, int index) {
    int value = received.getUnsignedByte(index);
    switch (headerRead++) {
      case 0 -> received.setByte(index, withoutText(value));
      case 1 -> readLength(value);
      default -> {
        if (headerRead <= headerBytes - Integer.BYTES) {
          left = left << Byte.SIZE | value;
        }
      }
    }
    if (headerRead > 1 && headerRead == headerBytes) {
      headerRead = 0;
    }
    return index + 1;
  }

  private int withoutText(int first) {
    int opcode = first & OPCODE;
    if (opcode == Opcode.TEXT || opcode == Opcode.BINARY) {
      wasText.add(opcode == Opcode.TEXT);
      return (first & ~OPCODE) | Opcode.BINARY;
    }
    return first;
  }

  private void readLength(int second) {
    int length = second & 0x7f;
    int longBytes = length < 126 ? 0 : length == 126 ? Short.BYTES : Long.BYTES;
    left = longBytes == 0 ? length : 0;
    headerBytes = 2 + longBytes + ((second & 0x80) != 0 ? Integer.BYTES : 0);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    ByteBuf written = (ByteBuf) message;
    if (!upgraded) {
      upgraded = written.isReadable(); // the answer
    } else if (written.isReadable()
        && written.getUnsignedByte(written.readerIndex()) == (Opcode.FIN | Opcode.BINARY)
        && wasText.remove()) {
      written.setByte(written.readerIndex(), Opcode.FIN | Opcode.TEXT);
    }
    var _ = context.write(written, promise);
  }
}
