package io.drawbridge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drawbridge.client.discovery.Transport;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.wire.Frame;
import io.drawbridge.wire.FrameReader;
import io.drawbridge.wire.FrameType;
import io.drawbridge.wire.FrameWriter;
import io.drawbridge.wire.Side;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's door on a real Netty server: TCP, TLS or WebSocket. It welcomes every client,
 * acknowledges what it sends, and keeps what it heard: one line for each read or message, such as
 * {@code UPSTREAM 1/1, UPSTREAM 1/2}.
 */
final class Door implements AutoCloseable {
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Transport transport;
  private final Optional<SslContext> tls;
  private final String subprotocol;
  private final Channel listener;
  private final List<Channel> clients = new CopyOnWriteArrayList<>();
  final List<String> heard = new CopyOnWriteArrayList<>();
  volatile int heartbeatMillis = 30_000;
  volatile ByteBuf greeting = Unpooled.EMPTY_BUFFER;

  Door(Transport transport, Optional<SslContext> tls, String subprotocol) {
    this.transport = transport;
    this.tls = tls;
    this.subprotocol = subprotocol;
    listener =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(new Pipeline())
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Waits until {@code lines} were heard, in this order, whatever came between. */
  void awaitHeard(String... lines) {
    await().untilAsserted(() -> assertThat(heard).containsSubsequence(lines));
  }

  /** As {@link #awaitHeard}, in however many reads or messages the frames came. */
  void awaitFrames(String... frames) {
    await()
        .untilAsserted(() ->
            assertThat(heard.stream().flatMap(line -> Stream.of(line.split(", "))))
                .containsSubsequence(frames));
  }

  /** Sends frames to the newest client, as one message if it is a WebSocket. */
  void send(Consumer<ByteBuf> frames) {
    ByteBuf out = Unpooled.buffer();
    frames.accept(out);
    sendRaw(transport.isWebSocket() ? new BinaryWebSocketFrame(out) : out);
  }

  void sendRaw(Object message) {
    var unused = clients.get(clients.size() - 1).writeAndFlush(message);
  }

  int clients() {
    return clients.size();
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    clients.forEach(client -> client.close().syncUninterruptibly());
    var unused = loops.shutdownGracefully();
  }

  private final class Pipeline extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      ChannelPipeline pipeline = channel.pipeline();
      tls.ifPresent(context -> pipeline.addLast(context.newHandler(channel.alloc())));
      if (transport.isWebSocket()) {
        pipeline
            .addLast(new HttpServerCodec())
            .addLast(new HttpObjectAggregator(8_192))
            .addLast(
                new WebSocketServerProtocolHandler(
                    WebSocketServerProtocolConfig.newBuilder()
                        .websocketPath("/v1")
                        .subprotocols(subprotocol)
                        .handleCloseFrames(false)
                        .dropPongFrames(false)
                        .maxFramePayloadLength(2 << 20)
                        .build()));
      }
      pipeline.addLast(new Gateway());
    }
  }

  private final class Gateway extends ChannelInboundHandlerAdapter {
    private final FrameReader reader = new FrameReader(Side.CLIENT, Frame.MAX_LENGTH);
    private final ByteBuf received = Unpooled.buffer();

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      if (greeting.isReadable()) {
        var unused = ctx.writeAndFlush(greeting.copy());
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
      try {
        if (message instanceof CloseWebSocketFrame close) {
          heard.add("close frame " + close.statusCode());
        } else if (message instanceof PongWebSocketFrame) {
          heard.add("pong frame");
        } else {
          received.writeBytes(
              message instanceof WebSocketFrame web ? web.content() : (ByteBuf) message);
          hear(ctx.channel());
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    private void hear(Channel client) throws Exception {
      List<String> line = new ArrayList<>();
      ByteBuf answers = Unpooled.buffer();
      while (reader.next(received)) {
        line.add(describe(reader.frame()));
        answer(reader.frame(), client, answers);
      }
      if (received.isReadable() && transport.isWebSocket()) {
        line.add("a part of a frame");
      }
      heard.add(String.join(", ", line));
      if (answers.isReadable()) {
        var unused =
            client.writeAndFlush(
                transport.isWebSocket() ? new BinaryWebSocketFrame(answers) : answers);
      }
    }

    private void answer(Frame frame, Channel client, ByteBuf out) {
      switch (frame.type()) {
        case CONNECT -> {
          clients.add(client);
          Connected facts = Connected.newBuilder().setHeartbeatMillis(heartbeatMillis).build();
          FrameWriter.control(out, FrameType.CONNECTED, facts.toByteArray());
        }
        case UPSTREAM -> FrameWriter.upstreamAck(out, frame.service(), frame.seq());
        case PING -> FrameWriter.empty(out, FrameType.PONG);
        default -> {}
      }
    }

    private String describe(Frame frame) throws Exception {
      return switch (frame.type()) {
        case UPSTREAM ->
            "UPSTREAM " + frame.seq() + " " + new String(frame.bodyBytes(), StandardCharsets.UTF_8);
        case CLOSE -> "CLOSE " + Close.parseFrom(frame.bodyBytes()).getCode();
        default -> frame.type().name();
      };
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, @Nullable Throwable cause) {
      heard.add("failed: " + cause);
      var unused = ctx.close();
    }
  }
}
