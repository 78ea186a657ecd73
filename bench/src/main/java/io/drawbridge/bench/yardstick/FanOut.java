package io.drawbridge.bench.yardstick;

import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameFlags;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Everybody who is connected, and pushes to them. Confined to the one event loop. */
final class FanOut {
  private static final int PUSH_ID_BYTES = 2 * Long.BYTES;

  private final List<EchoHandler> members = new ArrayList<>();
  private @Nullable Running running;

  void join(EchoHandler handler) {
    if (handler.member < 0) {
      handler.member = members.size();
      members.add(handler);
    }
  }

  /** The last member takes the place of the one who leaves. */
  void leave(EchoHandler handler) {
    Running current = running;
    if (current != null && current.asker == handler) {
      running = null;
    }
    if (handler.member >= 0) {
      EchoHandler last = members.removeLast();
      if (last != handler) {
        members.set(handler.member, last);
        last.member = handler.member;
      }
      handler.member = -1;
    }
  }

  /** False if there is an order already, or this one makes no sense. */
  boolean begin(EchoHandler asker, FanOutOrder order) {
    if (running != null || !order.makesSense()) {
      return false;
    }
    running = new Running(asker, order);
    running.schedule();
    return true;
  }

  private final class Running implements Runnable {
    private final EchoHandler asker;
    private final FanOutOrder order;
    private final long startedNanos = System.nanoTime();
    private final List<Channel> written = new ArrayList<>();
    private long sent;
    private int next;

    Running(EchoHandler asker, FanOutOrder order) {
      this.asker = asker;
      this.order = order;
    }

    @Override
    public void run() {
      if (running != this) {
        return;
      }
      long due = Math.min(dueBy(System.nanoTime()), order.total());
      while (sent < due && !members.isEmpty()) {
        push();
      }
      written.forEach(Channel::flush);
      written.clear();
      if (sent < order.total() && !isLate()) {
        schedule();
      } else {
        end();
      }
    }

    /** At the time of the next batch. */
    void schedule() {
      long wait = dueNanos(sent) - System.nanoTime();
      var _ = asker.channel().eventLoop().schedule(this, Math.max(0, wait), TimeUnit.NANOSECONDS);
    }

    private void push() {
      next = next + 1 < members.size() ? next + 1 : 0;
      EchoHandler handler = members.get(next);
      Channel channel = handler.channel();
      long number = order.numbered() ? handler.nextPush() : 0;
      int after = PUSH_ID_BYTES + order.bodyBytes();
      ByteBuf out = channel.alloc().directBuffer(Frame.HEADER_BYTES + after);
      FrameWriter.header(out, FrameType.DOWNSTREAM, FrameFlags.PUSH_ID, 0, number, after);
      out.writeLong(0).writeLong(sent + 1);
      out.writeLong(dueNanos(sent)).writeZero(order.bodyBytes() - Long.BYTES);
      var _ = channel.write(out, channel.voidPromise());
      written.add(channel);
      sent++;
    }

    private void end() {
      running = null;
      Channel channel = asker.channel();
      ByteBuf out = channel.alloc().directBuffer(Frame.HEADER_BYTES);
      out.writeInt(Frame.MIN_LENGTH).writeByte(FanOutOrder.FANNED_OUT).writeMedium(0);
      var _ = channel.writeAndFlush(out.writeLong(sent), channel.voidPromise());
    }

    /** Pushes that belong to batches which have begun. */
    private long dueBy(long now) {
      long pushes = (now - startedNanos) * order.ratePerSecond() / TimeUnit.SECONDS.toNanos(1);
      return (pushes / order.batch() + 1) * order.batch();
    }

    private long dueNanos(long push) {
      return startedNanos + push * TimeUnit.SECONDS.toNanos(1) / order.ratePerSecond();
    }

    private boolean isLate() {
      long limit = TimeUnit.MILLISECONDS.toNanos(order.millis()) + TimeUnit.SECONDS.toNanos(1);
      return System.nanoTime() - startedNanos > limit;
    }
  }
}
