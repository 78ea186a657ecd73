package io.drawbridge.cli.local;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.cli.context.DevelopmentKey;
import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.client.DrawbridgeClient;
import io.drawbridge.client.Push;
import io.drawbridge.client.PushListener;
import io.drawbridge.examples.chat.protocol.Message;
import io.drawbridge.examples.chat.protocol.Send;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Proves that a fleet works by using it: in each region a client finds it the way every client does
 * and gets a chat message of a client of the next region.
 */
public final class Probe {
  private static final String APP = "default";
  private static final int CHAT = 1;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final InstantSource clock;

  public Probe(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Returns when a message has arrived in every region, from the next one if there are several.
   *
   * @throws FleetException if one does not within {@link #LIMIT}
   */
  public void deliver(FleetDocument fleet) throws FleetException, InterruptedException {
    List<FleetDocument.Region> regions = fleet.regions();
    for (int i = 0; i < regions.size(); i++) {
      deliver(fleet, regions.get((i + 1) % regions.size()), regions.get(i));
    }
  }

  private void deliver(FleetDocument fleet, FleetDocument.Region from, FleetDocument.Region to)
      throws FleetException, InterruptedException {
    String text = UUID.randomUUID().toString();
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    PushListener expecting =
        push -> {
          if (text(push).equals(text)) {
            arrived.complete(null);
          }
        };
    try (DrawbridgeClient receiver = client(fleet, to, "probe-receiver", expecting);
        DrawbridgeClient sender = client(fleet, from, "probe-sender", _ -> {})) {
      Send message =
          Send.newBuilder()
              .setUser("probe-receiver")
              .setText(ByteString.copyFromUtf8(text))
              .build();
      CompletableFuture<Void> taken =
          sender.send(CHAT, message.toByteArray()).thenCompose(_ -> arrived);
      await(taken, sender, receiver);
    }
  }

  private static void await(
      CompletableFuture<Void> arrived, DrawbridgeClient sender, DrawbridgeClient receiver)
      throws FleetException, InterruptedException {
    try {
      arrived.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new FleetException("probe: the message was refused: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new FleetException(
          "probe: no message within %d s (sender %s, receiver %s)"
              .formatted(LIMIT.toSeconds(), sender.state(), receiver.state()),
          e);
    }
  }

  private DrawbridgeClient client(
      FleetDocument fleet, FleetDocument.Region region, String user, PushListener onPush) {
    DevelopmentKey key = DevelopmentKey.of(fleet);
    var builder =
        DrawbridgeClient.builder()
            .ipconfig(fleet.bootstrap().httpdnsName(), fleet.bootstrap().ipconfigPort())
            .app(APP)
            .device(user)
            .token(() -> key.token(user, APP, clock.instant(), Duration.ofMinutes(5)))
            .closeWithin(Duration.ofSeconds(1))
            .onPush(onPush);
    region.httpdns().forEach(builder::httpDns);
    return builder.connect();
  }

  private static String text(Push push) {
    try {
      return Message.parseFrom(push.body()).getText().toStringUtf8();
    } catch (InvalidProtocolBufferException _) {
      return "";
    }
  }
}
