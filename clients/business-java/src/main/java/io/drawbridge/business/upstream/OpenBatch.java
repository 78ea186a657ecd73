package io.drawbridge.business.upstream;

import io.drawbridge.proto.business.v1.LaneAnswer;
import io.drawbridge.proto.business.v1.Reply;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import java.util.List;

/** Collects what became of a batch's lanes; the last one sends the answer. Threads: any. */
final class OpenBatch {
  private final UpstreamAnswer.Builder answer;
  private final UpstreamExchange exchange;
  private final int messages;
  private final long bytes;
  private int lanesLeft;

  OpenBatch(long id, int lanes, int messages, long bytes, UpstreamExchange exchange) {
    this.exchange = exchange;
    this.messages = messages;
    this.bytes = bytes;
    lanesLeft = lanes;
    answer = UpstreamAnswer.newBuilder().setBatch(id);
  }

  int messages() {
    return messages;
  }

  long bytes() {
    return bytes;
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
}
