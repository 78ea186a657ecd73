package io.drawbridge.gateway.websocket;

import io.drawbridge.proto.handover.v1.HandedWebSocket;
import io.netty.channel.ChannelPipeline;
import java.util.Optional;

/** Makes a WebSocket of a connection whose first bytes are HTTP's. */
public final class WebSocketUpgrade {
  /** The only path there is. */
  public static final String PATH = "/v1";

  /** What clients must offer. */
  public static final String SUBPROTOCOL = "drawbridge.v1";

  /** The handler that {@link #begin} stands in front of. */
  private static final String CLIENT = "client";

  private WebSocketUpgrade() {}

  /**
   * Adds the upgrade in front of handler {@code "client"}: the bytes from the first one of the
   * request on must reach it. {@code "client"} hears nothing until the upgrade is answered by 101,
   * then bytes as of a native connection, and {@link
   * io.drawbridge.gateway.connection.MessageEnd#INSTANCE} behind each message. Each buffer it
   * writes becomes one binary message. A request that is refused is answered and the connection
   * closed; what {@code "client"} writes until then goes nowhere.
   *
   * <p>No deadline is kept here: {@code "client"} closes whoever takes too long.
   *
   * <p>Threads: the channel's loop.
   */
  public static void begin(ChannelPipeline pipeline, WebSocketRules rules) {
    pipeline.addBefore(CLIENT, "upgrade", new UpgradeHandler(rules));
  }

  /**
   * Takes the WebSocket off a connection that goes to another process; empty where there is none.
   * On the loop, between two reads.
   */
  public static Optional<HandedWebSocket> leave(ChannelPipeline pipeline) {
    WebSocketCodec codec = pipeline.get(WebSocketCodec.class);
    if (codec == null) {
      return Optional.empty();
    }
    HandedWebSocket handed = codec.handed();
    pipeline.remove(codec);
    return Optional.of(handed);
  }

  /**
   * Makes a WebSocket of a connection that was one in another process; before its client's handler.
   */
  public static void goOn(ChannelPipeline pipeline, HandedWebSocket handed) {
    pipeline.addLast("websocket", new WebSocketCodec(handed));
  }
}
