package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.drawbridge.business.push.GatewayAddress;
import io.drawbridge.business.push.Push;
import io.drawbridge.business.push.PushClient;
import io.drawbridge.business.push.PushResult;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.business.v1.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A business that pushes to users at one gateway. */
final class Pusher implements AutoCloseable {
  /** "At once", on two busy cores. */
  private static final Duration AT_ONCE = Duration.ofSeconds(3);

  /** An empty chat message: from nobody, without text. */
  private static final ByteString NO_MESSAGE = ByteString.EMPTY;

  private final PushClient client;
  private final String gateway;

  private Pusher(String gateway) {
    this.gateway = gateway;
    client = PushClient.start("default", List.of(GatewayAddress.parse(gateway)));
  }

  static Pusher at(HostPort gateway) {
    return new Pusher(gateway.toString());
  }

  CompletableFuture<PushResult> pushing(String user) {
    return client.push(Push.toUser(user, NO_MESSAGE).withDeadline(AT_ONCE));
  }

  /** A user who is online is reached if {@code here}, else at least not called offline. */
  void assertAnswered(ChatUser user, boolean here) throws Exception {
    PushResult result = pushing(user.name()).get(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(result.all(Outcome.DELIVERED, Outcome.UNAVAILABLE))
        .as("a push at %s to %s, who is at %s: %s", gateway, user.name(), user.gateway(), result)
        .isTrue();
    if (here) {
      assertThat(result.any(Outcome.DELIVERED)).as("%s", result).isTrue();
    }
  }

  @Override
  public void close() {
    client.close(Duration.ZERO);
  }
}
