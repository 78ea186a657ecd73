package io.drawbridge.gateway.connection;

import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client socket. Frames are appended to {@link #out} and leave together at the end of the read
 * pass or mailbox batch; the buffer exists only in between.
 *
 * <p>Threads: the loop only.
 */
public final class Connection {
  /** Bytes queued for one socket above which nothing is added that can wait or be dropped. */
  public static final int OUTBOUND_BOUND_BYTES = 64 << 10;

  /** How long a client may take to read its CLOSE. */
  private static final int CLOSE_FLUSH_SECONDS = 5;

  /** Room in front of what is written, for the header of a WebSocket message. */
  private static final int HEADROOM_BYTES = 10;

  private static final int FIRST_BUFFER_BYTES = 512;
  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  private final Loop loop;
  private final Channel channel;
  private final int slot;
  private ConnectionOwner owner;
  private @Nullable ByteBuf gathered;
  private @Nullable CloseReason ended;
  private int stalledSeconds;
  private long pendingAtLastSweep;

  /**
   * Registers the socket in its loop's table.
   *
   * @param sinceSeconds when it was opened, or last heard of
   */
  public Connection(Loop loop, Channel channel, ConnectionOwner owner, int sinceSeconds) {
    this.loop = loop;
    this.channel = channel;
    this.owner = owner;
    this.slot = loop.connections().add(this, sinceSeconds);
    if (owner.isStranger()) {
      loop.strangers().add(this);
    }
  }

  public Loop loop() {
    return loop;
  }

  /** Its socket. */
  public Channel channel() {
    return channel;
  }

  /** The client's, also behind a proxy. */
  public SocketAddress remoteAddress() {
    return ClientAddress.of(channel);
  }

  /** Hands the connection's events to another owner. */
  public void owner(ConnectionOwner next) {
    owner = next;
  }

  /** False from the moment {@link #close} is called or the socket has ended. */
  public boolean isOpen() {
    return ended == null;
  }

  boolean isStranger() {
    return isOpen() && owner.isStranger();
  }

  /** When there was a sign of life; at first, when it was opened. */
  public int lastHeardSeconds() {
    return loop.connections().lastHeardSeconds(slot);
  }

  /** Notes a sign of life. */
  public void heard(int nowSeconds) {
    loop.connections().heard(slot, nowSeconds);
  }

  /**
   * Where frames for this client are appended. After the end, what is written there goes nowhere.
   */
  public ByteBuf out() {
    ByteBuf out = gathered;
    if (out == null) {
      out = ended == null ? channel.alloc().directBuffer(FIRST_BUFFER_BYTES) : Unpooled.buffer();
      if (ended == null) {
        out.setIndex(HEADROOM_BYTES, HEADROOM_BYTES);
        gathered = out;
        loop.flushAtBatchEnd(this);
      }
    }
    return out;
  }

  /** True while less than {@link #OUTBOUND_BOUND_BYTES} are queued. */
  public boolean hasRoom() {
    ByteBuf out = gathered;
    int waiting = out == null ? 0 : out.readableBytes();
    return ended == null && pendingBytes() + waiting < OUTBOUND_BOUND_BYTES;
  }

  /** Writes what was gathered. */
  void flush() {
    ByteBuf out = gathered;
    if (out != null) {
      gathered = null;
      var _ = channel.writeAndFlush(out, channel.voidPromise());
    }
  }

  /** The socket's queue has emptied below its low mark. */
  public void roomToWrite() {
    owner.roomToWrite();
  }

  /**
   * Tells the client why and closes after that is written. The first call counts.
   *
   * @param text one sentence for the client's developer: what happened, what was expected
   */
  public void close(CloseReason reason, String text) {
    close(reason, closeOf(reason, text));
  }

  /** A CLOSE that says no more than its reason. */
  public static Close closeOf(CloseReason reason, String text) {
    return Close.newBuilder().setCode(reason.code()).setText(text).build();
  }

  /** As {@link #close(CloseReason, String)}, with everything a CLOSE can say. */
  public void close(CloseReason reason, Close message) {
    if (ended != null) {
      return;
    }
    channel.pipeline().fireUserEventTriggered(message); // a WebSocket's Close has the same code
    FrameWriter.control(out(), FrameType.CLOSE, message.toByteArray());
    ByteBuf last = gathered;
    gathered = null;
    stalledSeconds = 0;
    end(reason);
    var _ = channel.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
  }

  /** The socket is gone, by whosever doing; called once, by its handler. */
  public void socketGone() {
    ByteBuf out = gathered;
    gathered = null;
    if (out != null) {
      out.release();
    }
    if (ended == null) {
      end(CloseReason.CONNECTION_LOST);
    }
    loop.connections().remove(slot);
  }

  /** Leaves its loop without an end: its socket goes on as another connection. */
  public void leaveLoop() {
    ended = CloseReason.MOVED;
    loop.connections().remove(slot);
  }

  private void end(CloseReason reason) {
    ended = reason;
    loop.measures().connectionEnded(reason);
    log.debug("connection {} ended: {}", this, reason);
    owner.connectionEnded(reason);
  }

  /**
   * One look by the keep-alive sweep; {@code maxStallSeconds} without progress ends a slow reader.
   */
  void sweep(int nowSeconds, int maxStallSeconds) {
    if (ended != null) {
      awaitSocketEnd();
      return;
    }
    long pending = pendingBytes();
    boolean stalled = pending > 0 && pending >= pendingAtLastSweep;
    stalledSeconds = stalled ? stalledSeconds + 1 : 0;
    pendingAtLastSweep = pending;
    if (stalledSeconds >= maxStallSeconds) {
      close(
          CloseReason.SLOW_CONSUMER,
          "no byte was read for " + maxStallSeconds + " s (expected: the client keeps reading)");
      return;
    }
    int silence = nowSeconds - lastHeardSeconds();
    // While its own queue is full the socket is not read: that silence is ours.
    if (channel.isWritable() && silence > owner.allowedSilenceSeconds()) {
      close(
          owner.silenceReason(),
          "nothing was received for "
              + silence
              + " s (expected: a frame at least every "
              + owner.allowedSilenceSeconds()
              + " s)");
      return;
    }
    owner.swept(nowSeconds);
  }

  /** A client that does not read its CLOSE must not keep the socket. */
  private void awaitSocketEnd() {
    stalledSeconds++;
    if (stalledSeconds >= CLOSE_FLUSH_SECONDS) {
      var _ = channel.close();
    }
  }

  private long pendingBytes() {
    var queue = channel.unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes();
  }

  @Override
  public String toString() {
    return loop.index() + "/" + slot + " " + remoteAddress();
  }
}
