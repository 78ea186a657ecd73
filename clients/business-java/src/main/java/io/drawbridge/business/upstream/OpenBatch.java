package io.drawbridge.business.upstream;

import io.drawbridge.proto.business.v1.LaneAnswer;
import io.drawbridge.proto.business.v1.LaneMessages;
import io.drawbridge.proto.business.v1.Reply;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.business.v1.UpstreamBatch;
import java.util.List;

/** Collects what became of a batch's lanes; the last one sends the answer. Threads: any. */
final class OpenBatch {
  private final UpstreamAnswer.Builder answer;
  private final UpstreamExchange exchange;
  private final int messages;
  private final long bytes;
  private final long answerByNanos;
  private int lanesLeft;

  OpenBatch(UpstreamBatch batch, long answerByNanos, UpstreamExchange exchange) {
    this.exchange = exchange;
    this.answerByNanos = answerByNanos;
    messages = batch.getLanesList().stream().mapToInt(LaneMessages::getMessagesCount).sum();
    bytes = batch.getLanesList().stream().mapToLong(OpenBatch::bytes).sum();
    lanesLeft = batch.getLanesCount();
    answer = UpstreamAnswer.newBuilder().setBatch(batch.getId());
  }

  int messages() {
    return messages;
  }

  long bytes() {
    return bytes;
  }

  /** When what is not answered is busy. */
  long answerByNanos() {
    return answerByNanos;
  }

  void answered(LaneAnswer lane, List<Reply> replies) {
    if (add(lane, replies)) {
      exchange.answered(this, answer.build());
    }
  }

  private synchronized boolean add(LaneAnswer lane, List<Reply> replies) {
    answer.addLanes(lane).addAllReplies(replies);
    lanesLeft--;
    return lanesLeft == 0;
  }

  private static long bytes(LaneMessages lane) {
    return lane.getMessagesList().stream().mapToLong(message -> message.getBody().size()).sum();
  }
}
