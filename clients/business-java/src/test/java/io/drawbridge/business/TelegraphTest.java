package io.drawbridge.business;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.drawbridge.business.push.GatewayAddress;
import io.drawbridge.business.push.PushClient;
import io.drawbridge.business.push.TestGateway;
import io.drawbridge.business.upstream.Answer;
import io.drawbridge.business.upstream.ClientMessage;
import io.drawbridge.business.upstream.LaneKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TelegraphTest {
  @Test
  void sendsTheTextOnToItsRecipient() throws Exception {
    try (TestGateway gateway = TestGateway.delivering();
        PushClient pushes = PushClient.start("default", List.of(gateway.address()))) {
      Answer answer = answer(pushes, "bob: dinner is ready");

      assertThat(answer).isEqualTo(Answer.accepted());
      assertThat(gateway.received.get(0).getTarget().getUser()).isEqualTo("bob");
      assertThat(gateway.received.get(0).getBody().toStringUtf8())
          .isEqualTo("alice says: dinner is ready");
    }
  }

  @Test
  void refusesATextWithoutARecipientForGood() throws Exception {
    try (PushClient pushes =
        PushClient.start("default", List.of(new GatewayAddress("127.0.0.1", 9)))) {
      assertThat(answer(pushes, "dinner"))
          .isEqualTo(Answer.invalid("body: no recipient (expected: USER: TEXT)"));
    }
  }

  private static Answer answer(PushClient pushes, String text) throws Exception {
    LaneKey lane = new LaneKey("default", 7, "alice", "phone", 1);
    ByteString body = ByteString.copyFromUtf8(text);
    ClientMessage message =
        new ClientMessage(lane, 1, ByteString.EMPTY, 1, false, body, Optional.empty());
    return new Telegraph(pushes).handle(message).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
