package io.drawbridge.integration;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.cli.context.DevelopmentKey;
import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.client.ConnectionState;
import io.drawbridge.client.DrawbridgeClient;
import io.drawbridge.client.Push;
import io.drawbridge.client.Receipt;
import io.drawbridge.examples.chat.protocol.Message;
import io.drawbridge.examples.chat.protocol.Send;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A user of the chat inside this process. Threads: any; messages arrive one at a time. */
final class ChatUser implements AutoCloseable {
  private static final int CHAT = 1;
  private static final Duration TOKEN_VALIDITY = Duration.ofHours(1);

  /** Half a minute of a standing gateway should be noticed in a fraction of it. */
  private static final Duration SILENCE = Duration.ofSeconds(3);

  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

  private final String name;
  private final int region;
  private final DrawbridgeClient client;
  private final List<String> connections = new CopyOnWriteArrayList<>();

  private ChatUser(FleetDocument fleet, int region, String name, Consumer<Message> inbox) {
    this.name = name;
    this.region = region;
    DevelopmentKey key = DevelopmentKey.of(fleet);
    client =
        DrawbridgeClient.builder()
            .ipconfig(fleet.bootstrap().httpdnsName(), fleet.bootstrap().ipconfigPort())
            .httpDns(fleet.region(region).orElseThrow().httpdns().getFirst())
            .sourceAddress(addressIn(region))
            .device(name)
            .token(() -> key.token(name, "default", Instant.now(), TOKEN_VALIDITY))
            .silence(SILENCE, SILENCE)
            .longestBackoff(LONGEST_BACKOFF)
            .closeWithin(Duration.ZERO)
            .onState(this::noteConnection)
            .onPush(push -> inbox.accept(message(push)))
            .connect();
  }

  /** Returns at once; see {@link #awaitConnected}. */
  static ChatUser connect(FleetDocument fleet, int region, String name, Consumer<Message> inbox) {
    return new ChatUser(fleet, region, name, inbox);
  }

  String name() {
    return name;
  }

  int region() {
    return region;
  }

  ChatUser awaitConnected(Duration within) {
    await(name + " is connected")
        .atMost(within)
        .pollInterval(10, TimeUnit.MILLISECONDS)
        .until(() -> !connections.isEmpty());
    return this;
  }

  /** The gateway it is or was last connected to, named as {@link TestFleet} does. */
  String gateway() {
    return connections.getLast();
  }

  /** How often it has been connected. */
  int connections() {
    return connections.size();
  }

  CompletableFuture<Receipt> send(String to, String text) {
    Send message = Send.newBuilder().setUser(to).setText(ByteString.copyFromUtf8(text)).build();
    return send(CHAT, message.toByteArray());
  }

  CompletableFuture<Receipt> send(int service, byte[] body) {
    return client.send(service, body);
  }

  static String text(Message message) {
    return message.getText().toString(StandardCharsets.UTF_8);
  }

  private void noteConnection(ConnectionState state) {
    if (state instanceof ConnectionState.Connected(String gateway, String at, _, _)) {
      connections.add((at.equals("local-1") ? "" : at + "/") + gateway);
    }
  }

  private static Message message(Push push) {
    try {
      return Message.parseFrom(push.body());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static InetAddress addressIn(int region) {
    try {
      return InetAddress.getByAddress(new byte[] {127, (byte) region, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // four bytes are an address
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
