package io.drawbridge.business;

import com.google.protobuf.ByteString;
import io.drawbridge.business.push.GatewayAddress;
import io.drawbridge.business.push.Push;
import io.drawbridge.business.push.PushClient;
import io.drawbridge.business.push.PushId;
import io.drawbridge.business.push.PushLimits;
import io.drawbridge.business.upstream.Answer;
import io.drawbridge.business.upstream.ClientMessage;
import io.drawbridge.proto.business.v1.Outcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sends "bob: dinner is ready" on to bob, and tells the sender to try again until bob has it. */
public final class Telegraph {
  private final PushClient pushes;

  Telegraph(PushClient pushes) {
    this.pushes = pushes;
  }

  /** Arguments: port to serve gateways on, then gateways as host:port. */
  public static void main(String... args) throws Exception {
    List<GatewayAddress> gateways =
        List.of(args).stream().skip(1).map(GatewayAddress::parse).toList();
    // Together with the pushes' deadline less than the service's time limit at the gateways.
    PushLimits limits = new PushLimits(1_000, 16 << 20, Duration.ofMillis(250));
    int port = Integer.parseInt(args[0]);
    try (PushClient pushes = PushClient.start("default", gateways, limits);
        BusinessServer server =
            BusinessServer.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .upstream("default", 7, new Telegraph(pushes)::handle)
                .start()) {
      server.awaitEnd();
    }
  }

  CompletionStage<Answer> handle(ClientMessage message) {
    String text = message.body().toStringUtf8();
    int colon = text.indexOf(": ");
    if (colon < 1) {
      return CompletableFuture.completedFuture(
          Answer.invalid("body: no recipient (expected: USER: TEXT)"));
    }
    // The same for every attempt, so that bob's client recognises a repeat.
    PushId id = new PushId(message.lane().epoch(), message.seq());
    String line = message.lane().user() + " says: " + text.substring(colon + 2);
    Push push = Push.toUser(text.substring(0, colon), ByteString.copyFromUtf8(line));
    return pushes
        .push(push.withId(id).withDeadline(Duration.ofSeconds(1)))
        .thenApply(result ->
            result.any(Outcome.DELIVERED)
                ? Answer.accepted()
                : Answer.busy(Duration.ofSeconds(2), "not delivered yet"));
  }
}
