package io.drawbridge.bench.business;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.business.v1.LaneMessages;
import io.drawbridge.proto.business.v1.Reply;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.business.v1.UpstreamMessage;
import org.junit.jupiter.api.Test;

class FollowEverythingTest {
  private final Deliveries deliveries = new Deliveries();
  private final FollowEverything business = new FollowEverything(deliveries);

  @Test
  void aRepeatIsCountedHoweverItIsFlaggedAndIsRepliedToByTheSameId() {
    Reply first = reply(7, 1, false);
    Reply flagged = reply(7, 1, true);
    Reply unflagged = reply(7, 1, false);

    assertThat(deliveries.text()).isEqualTo("figures delivered=1 doubled=2");
    assertThat(first.getId().size()).isEqualTo(16);
    assertThat(flagged).isEqualTo(first);
    assertThat(unflagged).isEqualTo(first);
  }

  @Test
  void clientsAndTheirMessagesAreToldApart() {
    Reply one = reply(7, 1, false);
    Reply next = reply(7, 2, false);
    Reply others = reply(8, 1, false);

    assertThat(deliveries.text()).isEqualTo("figures delivered=3 doubled=0");
    assertThat(one.getId()).isNotEqualTo(next.getId()).isNotEqualTo(others.getId());
    assertThat(FollowedMessage.read(others.getBody().asReadOnlyByteBuffer()))
        .isEqualTo(new FollowedMessage(8, 1));
  }

  private Reply reply(int client, long seq, boolean repeat) {
    ByteString body = ByteString.copyFrom(new FollowedMessage(client, seq).body());
    UpstreamMessage message =
        UpstreamMessage.newBuilder().setSeq(seq).setRepeat(repeat).setBody(body).build();
    UpstreamAnswer.Builder answer = UpstreamAnswer.newBuilder();
    business.accepted(LaneMessages.newBuilder().setLane(3).addMessages(message).build(), answer);
    assertThat(answer.getRepliesList())
        .singleElement()
        .satisfies(reply -> {
          assertThat(reply.getLane()).isEqualTo(3);
          assertThat(reply.getSeq()).isEqualTo(seq);
        });
    return answer.getReplies(0);
  }
}
