package io.drawbridge.client.transport;

import io.drawbridge.client.discovery.GatewayEndpoint;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.net.URI;
import java.time.Duration;

/** A gateway's WebSocket: where it is, and the handlers that speak it. */
final class WebSocketDoor {
  static final String PATH = "/v1";
  static final String SUBPROTOCOL = "drawbridge.v1";

  /** The status that answers an upgrade. */
  static final int SWITCHED = 101;

  /** What one flush of a gateway collects: less than a largest frame (1 MiB) and 64 KiB. */
  static final int MAX_MESSAGE_BYTES = 2 << 20;

  /** Of an answer that is no WebSocket: an error page. */
  private static final int MAX_ANSWER_BYTES = 64 << 10;

  private WebSocketDoor() {}

  static void addTo(
      ChannelPipeline pipeline, GatewayEndpoint endpoint, boolean secure, Duration timeout) {
    String host = secure ? endpoint.verifiedName() : endpoint.host();
    WebSocketClientProtocolConfig config =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(uri(host, endpoint.port(), secure))
            .subprotocol(SUBPROTOCOL)
            .maxFramePayloadLength(MAX_MESSAGE_BYTES)
            .handshakeTimeoutMillis(timeout.toMillis())
            .handleCloseFrames(false) // their code decides what happens next
            .sendCloseFrame(null) // the link says which
            .generateOriginHeader(false) // this is no browser
            .withUTF8Validator(false) // text is refused unread
            .build();
    pipeline
        .addLast("http", new HttpClientCodec())
        .addLast("answer", new HttpObjectAggregator(MAX_ANSWER_BYTES))
        .addLast("websocket", new WebSocketClientProtocolHandler(config))
        .addLast("fragments", new WebSocketFrameAggregator(MAX_MESSAGE_BYTES));
  }

  private static URI uri(String host, int port, boolean secure) {
    String authority = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return URI.create((secure ? "wss://" : "ws://") + authority + ":" + port + PATH);
  }
}
