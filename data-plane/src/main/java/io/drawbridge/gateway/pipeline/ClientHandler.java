package io.drawbridge.gateway.pipeline;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.gateway.attach.Arrival;
import io.drawbridge.gateway.connection.ClientAddress;
import io.drawbridge.gateway.connection.Connection;
import io.drawbridge.gateway.connection.KeepAliveSweep;
import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.connection.MessageEnd;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameReader;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bytes of one client to frames, and frames to calls. One per connection; on its loop. */
public final class ClientHandler extends ChannelInboundHandlerAdapter implements Arrival {
  private static final Logger log = LoggerFactory.getLogger(ClientHandler.class);

  private final FrameRouter router;
  private @Nullable Connection connection;
  private @Nullable Session session;
  private @Nullable ByteBuf partial;
  private boolean connecting;

  /** {@code router}: of the loop that the connection belongs to. */
  public ClientHandler(FrameRouter router) {
    this.router = router;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    begin(context.channel(), nowSeconds());
  }

  private void begin(Channel opened, int sinceSeconds) {
    Loop loop = router.loop();
    connection = new Connection(loop, opened, Handshake.INSTANCE, sinceSeconds);
    loop.measures().connectionOpened();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (connection != null) {
      connection.socketGone();
      router.loop().measures().connectionClosed();
      router.loop().endBatch();
    }
    releasePartial();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf received = (ByteBuf) message;
    Connection current = connection;
    if (current == null || !current.isOpen()) {
      received.release();
      return;
    }
    if (session != null) {
      current.heard(nowSeconds()); // before CONNECTED the deadline is absolute
    }
    int arrived = received.readableBytes();
    boolean hadPartial = partial != null;
    boolean another = false;
    ByteBuf bytes = PartialFrame.join(context.alloc(), partial, received);
    partial = null;
    FrameReader reader = router.reader();
    try {
      while (current.isOpen() && reader.next(bytes, maxLength())) {
        another = true;
        handle(reader.frame());
      }
      if (current.isOpen()) {
        ByteBuf rest = PartialFrame.rest(context.alloc(), bytes, received);
        partial = rest;
        if (rest != null || hadPartial) {
          current.keepsOfFrame(rest == null ? 0 : rest.capacity(), arrived, another);
        }
        current.pauseIfFull();
      }
    } catch (ProtocolViolation e) {
      current.close(e.reason(), String.valueOf(e.getMessage()));
    } finally {
      bytes.release();
    }
  }

  private int maxLength() {
    return session == null ? Frame.MAX_LENGTH_BEFORE_CONNECTED : Frame.MAX_LENGTH;
  }

  private void handle(Frame frame) throws ProtocolViolation {
    Session established = session;
    if (established != null) {
      router.route(established, frame);
    } else if (connecting || frame.type() != FrameType.CONNECT) {
      throw new ProtocolViolation(
          CloseReason.PROTOCOL,
          frame.type()
              + (connecting
                  ? " before CONNECTED (expected: nothing)"
                  : " (expected: CONNECT first)"));
    } else {
      connecting = true;
      router.attach().connect(this, connect(frame));
    }
  }

  @Override
  public Connection connection() {
    return Objects.requireNonNull(connection, "before channelActive");
  }

  @Override
  public void attached(Session established) {
    session = established;
    connection().heard(nowSeconds());
  }

  /** After this read pass, since whatever is read before CONNECTED is wrong anyway. */
  @Override
  public void moveTo(Loop target, Consumer<Arrival> there) {
    if (target == router.loop()) {
      there.accept(this);
    } else {
      router.loop().executor().execute(() -> move(connection().channel(), target, there));
    }
  }

  private void move(Channel socket, Loop target, Consumer<Arrival> there) {
    Connection left = connection();
    if (!left.isOpen()) {
      return;
    }
    if (partial != null) {
      left.close(CloseReason.PROTOCOL, "bytes before CONNECTED (expected: nothing)");
      return;
    }
    int sinceSeconds = left.lastHeardSeconds();
    socket.config().setAutoRead(false);
    left.leaveLoop();
    router.loop().measures().connectionClosed();
    connection = null;
    socket.pipeline().remove(this);
    ClientHandler next = new ClientHandler(router.on(target));
    var _ =
        socket
            .deregister()
            .addListener(_ ->
                target
                    .executor()
                    .register(socket)
                    .addListener(registered -> {
                      if (registered.isSuccess()) {
                        next.arrive(socket, sinceSeconds, there);
                      } else {
                        log.error("moving {} to {} failed", socket, target, registered.cause());
                        var _ = socket.close();
                      }
                    }));
  }

  /** On the new loop; a move gives the client no more time to be connected. */
  private void arrive(Channel socket, int sinceSeconds, Consumer<Arrival> there) {
    if (socket.isActive()) {
      connecting = true;
      begin(socket, sinceSeconds);
      socket.pipeline().addLast("client", this);
      socket.config().setAutoRead(true);
      there.accept(this);
      router.loop().endBatch();
    }
  }

  /**
   * Stops reading and takes the socket out of its loop, for another process to go on with; its
   * session is in the hands of the caller.
   *
   * @param left is given the beginning of a frame, which it releases; null if there is none; on the
   *     loop
   */
  public void leave(Consumer<@Nullable ByteBuf> left) {
    Connection open = connection();
    Channel socket = open.channel();
    socket.config().setAutoRead(false);
    var _ =
        socket
            .deregister()
            .addListener(_ -> {
              open.flushNow(); // which may end it
              if (!socket.isActive()) {
                left.accept(null); // its end is told as any other is
                return;
              }
              ByteBuf beginning = partial;
              partial = null;
              open.leaveLoop();
              router.loop().measures().connectionClosed();
              connection = null;
              socket.pipeline().remove(this);
              left.accept(beginning);
            });
  }

  /**
   * Goes on with the socket of a session that was another process's, or had left this loop; it is
   * in this loop, with the handlers before this one.
   *
   * @param beginning of a frame; taken over; null if there is none
   * @return its connection, which is not read before {@link #readOn}
   */
  public Connection goOn(
      Channel socket, Session established, @Nullable ByteBuf beginning, int sinceSeconds) {
    begin(socket, sinceSeconds);
    session = established;
    partial = beginning;
    Connection open = connection();
    if (beginning != null) {
      open.keepsOfFrame(beginning.capacity(), 0, true);
    }
    socket.pipeline().addLast("client", this);
    return open;
  }

  /** Reads from now on. */
  public void readOn() {
    Channel socket = connection().channel();
    socket.config().setAutoRead(socket.isWritable());
  }

  private static Connect connect(Frame frame) throws ProtocolViolation {
    try {
      return Connect.parseFrom(frame.body().nioBuffer());
    } catch (InvalidProtocolBufferException e) {
      throw new ProtocolViolation(
          CloseReason.PROTOCOL, "body of CONNECT: unreadable (expected: a protocol buffer)");
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == MessageEnd.INSTANCE && partial != null && connection != null) {
      connection.close(
          CloseReason.PROTOCOL, "a frame across messages (expected: whole frames in each)");
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    router.loop().endBatchAfterReads();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (connection != null) {
      connection.writabilityChanged(nowSeconds());
      router.loop().endBatch();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException || cause instanceof DecoderException) { // broken TLS is one
      log.debug("socket of {} failed: {}", ClientAddress.of(context.channel()), cause.getMessage());
      var _ = context.close();
      return;
    }
    if (cause instanceof ProtocolViolation violation && connection != null) { // of the transport
      connection.close(violation.reason(), String.valueOf(violation.getMessage()));
      return;
    }
    log.error("handling a frame of {} failed", ClientAddress.of(context.channel()), cause);
    if (connection != null) {
      connection.close(CloseReason.INTERNAL_ERROR, "a defect of the gateway; please reconnect");
    }
  }

  private void releasePartial() {
    ByteBuf rest = partial;
    partial = null;
    if (rest != null) {
      rest.release();
    }
  }

  private int nowSeconds() {
    return KeepAliveSweep.seconds(router.nanoClock());
  }
}
