package io.drawbridge.gateway.connection;

import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
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
  /**
   * Bytes queued for one socket at most, but for answers to what it has sent; a frame of more than
   * half of it may be queued behind {@link #ROOM_BYTES}.
   */
  public static final int OUTBOUND_BOUND_BYTES = 64 << 10;

  /** Bytes queued above which nothing is added that can wait or be dropped, nor is it read. */
  public static final int ROOM_BYTES = OUTBOUND_BOUND_BYTES / 2;

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
  private @Nullable Holding holding;

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

  /** Whoever its events are for. */
  public ConnectionOwner owner() {
    return owner;
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

  /** True while less than {@link #ROOM_BYTES} are queued; much of what is gathered leaves first. */
  public boolean hasRoom() {
    ByteBuf out = gathered;
    int waiting = out == null ? 0 : out.readableBytes();
    if (waiting >= ROOM_BYTES) {
      flush();
      waiting = 0;
    }
    return ended == null && pendingBytes() + waiting < ROOM_BYTES;
  }

  /** Writes what was gathered, as the end of the batch would. */
  public void flushNow() {
    flush();
  }

  /** Writes what was gathered. */
  void flush() {
    ByteBuf out = gathered;
    if (out == null) {
      return;
    }
    gathered = null;
    int bytes = out.readableBytes();
    if (holding != null) {
      holding.queuedNow(pendingBytes());
    }
    var _ = channel.writeAndFlush(out, channel.voidPromise());
    long pending = pendingBytes();
    if (pending > 0 && holding == null && ended == null) {
      holding = loop.backlog().add(this);
    }
    if (holding != null) {
      holding.wrote(bytes, pending);
    }
  }

  /**
   * The beginning of a frame is kept between two reads, or is not any more.
   *
   * @param kept bytes of memory; 0 = nothing is kept
   * @param arrived bytes of this read
   * @param another a frame has ended in this read
   */
  public void keepsOfFrame(int kept, int arrived, boolean another) {
    if (kept > 0 && holding == null && ended == null) {
      holding = loop.backlog().add(this);
    }
    if (holding != null) {
      holding.partial(kept, arrived, another);
    }
  }

  /** After each read: there is no next one while the gateway's buffers are full. */
  public void pauseIfFull() {
    if (loop.backlog().isFull() && ended == null) {
      if (holding == null) {
        holding = loop.backlog().add(this);
      }
      if (!holding.isPaused()) {
        channel.config().setAutoRead(false);
        loop.backlog().pause(holding);
      }
    }
  }

  /** The buffers have room again. */
  void readOn() {
    if (ended == null) {
      channel.config().setAutoRead(channel.isWritable());
      heard(loop.connections().knownSeconds());
    }
  }

  /**
   * The socket's queue has grown above its high mark or emptied below its low one: a client that
   * does not read is not read either, since its acks and pongs have nowhere to go.
   */
  public void writabilityChanged(int nowSeconds) {
    boolean writable = channel.isWritable();
    channel.config().setAutoRead(writable && (holding == null || !holding.isPaused()));
    if (writable) {
      heard(nowSeconds);
      owner.roomToWrite();
    }
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
    endBehindWrites(reason);
  }

  /**
   * The client has said CLOSE. The end of the stream answers it, behind what is already written; a
   * WebSocket's Close comes before it.
   */
  public void answerClose(CloseReason reason) {
    if (ended != null) {
      return;
    }
    channel.pipeline().fireUserEventTriggered(closeOf(reason, "")); // a WebSocket's Close says so
    endBehindWrites(reason);
  }

  private void endBehindWrites(CloseReason reason) {
    ByteBuf last = gathered == null ? Unpooled.EMPTY_BUFFER : gathered;
    gathered = null;
    end(reason);
    var _ = channel.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
  }

  /** Frees what the connection keeps: at once, or after its client was told, if it can be told. */
  void giveUp(Holding held) {
    if (ended != null || held.isMostlyQueued()) {
      cut();
    } else {
      held.clear();
      close(CloseReason.OVERLOADED, "memory for beginnings of frames (expected: less is kept)");
    }
  }

  /** Nothing can be told to a client that does not read. */
  private void cut() {
    if (ended == null) {
      end(CloseReason.SLOW_CONSUMER);
    }
    drop();
    var _ = channel.close();
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
    drop();
    loop.connections().remove(slot);
  }

  private void drop() {
    if (holding != null) {
      loop.backlog().remove(holding);
      holding = null;
    }
  }

  /** What was written, as far as the kernel has not taken it; a copy. */
  public ByteBuf unsent() throws IOException {
    ByteBuf unsent = Unpooled.buffer(0);
    var queue = channel.unsafe().outboundBuffer();
    if (queue != null) {
      try {
        queue.forEachFlushedMessage(message -> {
          if (message instanceof ByteBuf bytes) {
            unsent.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
          }
          return true;
        });
      } catch (Exception e) { // as Netty declares
        throw new IOException("the socket's queue cannot be read", e);
      }
    }
    return unsent;
  }

  /**
   * Leaves its loop without an end: its socket goes on as another connection. What was gathered has
   * to be with the socket before.
   */
  public void leaveLoop() {
    ended = CloseReason.MOVED;
    drop();
    loop.connections().remove(slot);
  }

  private void end(CloseReason reason) {
    ended = reason;
    heard(loop.connections().knownSeconds()); // from now on its time to read the CLOSE counts
    loop.measures().connectionEnded(reason);
    log.debug("connection {} ended: {}", this, reason);
    owner.connectionEnded(reason);
  }

  /** One look by the keep-alive sweep. */
  void sweep(int nowSeconds) {
    if (ended != null) {
      awaitSocketEnd(nowSeconds);
      return;
    }
    if (holding != null) {
      sweep(holding);
    }
    int silence = nowSeconds - lastHeardSeconds();
    if (ended == null && isRead() && silence > owner.allowedSilenceSeconds()) {
      close(
          owner.silenceReason(),
          "nothing was received for "
              + silence
              + " s (expected: a frame at least every "
              + owner.allowedSilenceSeconds()
              + " s)");
    }
    if (ended == null) {
      owner.swept(nowSeconds);
    }
  }

  private void sweep(Holding held) {
    held.queuedNow(pendingBytes());
    switch (held.sweep()) {
      case MOVES -> {
        // As it should.
      }
      case EMPTY -> {
        drop();
        owner.roomToWrite();
      }
      case NOT_TAKEN -> cut();
      case NOT_SENT ->
          close(
              CloseReason.FRAME_TIMEOUT,
              "a frame has begun and comes too slowly (expected: "
                  + Holding.LEAST_BYTES
                  + " bytes of it, or all, within "
                  + Holding.WITHIN_SECONDS
                  + " s)");
    }
  }

  /** While its own queue is full, or the gateway's memory, it is not read: that silence is ours. */
  private boolean isRead() {
    return channel.isWritable() && (holding == null || !holding.isPaused());
  }

  /** A client that does not read its CLOSE must not keep the socket. */
  private void awaitSocketEnd(int nowSeconds) {
    if (nowSeconds - lastHeardSeconds() > CLOSE_FLUSH_SECONDS) {
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
