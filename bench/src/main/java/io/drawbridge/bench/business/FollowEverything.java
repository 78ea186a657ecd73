package io.drawbridge.bench.business;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.business.v1.LaneMessages;
import io.drawbridge.proto.business.v1.Reply;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.business.v1.UpstreamMessage;
import java.nio.ByteBuffer;

/**
 * Accepts everything, follows each message, and replies to it by what it said: every delivery of a
 * message gets the same reply, under the same push id. Threads: any.
 */
final class FollowEverything extends AckEverything {
  private final Deliveries deliveries;

  FollowEverything(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  @Override
  void accepted(LaneMessages lane, UpstreamAnswer.Builder answer) {
    for (UpstreamMessage each : lane.getMessagesList()) {
      FollowedMessage message = FollowedMessage.read(each.getBody().asReadOnlyByteBuffer());
      deliveries.add(message);
      answer.addReplies(
          Reply.newBuilder()
              .setLane(lane.getLane())
              .setSeq(each.getSeq())
              .setId(idOf(message))
              .setBody(each.getBody()));
    }
  }

  private static ByteString idOf(FollowedMessage message) {
    ByteBuffer id = ByteBuffer.allocate(2 * Long.BYTES);
    return ByteString.copyFrom(id.putLong(message.client()).putLong(message.seq()).flip());
  }
}
