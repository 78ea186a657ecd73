package io.drawbridge.gateway.push;

import io.drawbridge.gateway.session.PushItem;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.upstream.UpstreamLoop;
import io.drawbridge.proto.business.v1.Reply;
import io.drawbridge.wire.PushId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Delivers what a business answers to a message directly: an ACKED push to that very session. */
public final class Replies implements UpstreamLoop.ReplyListener {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final LongSupplier nanoClock;

  public Replies(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public void reply(Session session, int service, Reply reply) {
    if (reply.getId().size() != PushId.BYTES || reply.getBody().size() > PushCheck.MAX_BODY_BYTES) {
      return; // the business's defect; the client asks again after its own deadline
    }
    ByteBuffer id = reply.getId().asReadOnlyByteBuffer();
    session.push(
        new PushItem(
            new PushId(id.getLong(), id.getLong()),
            reply.getBody(),
            true,
            nanoClock.getAsLong() + DEADLINE.toNanos(),
            new PushItem.ReplyTo(service, reply.getSeq()),
            (sessionId, fate, text) -> {}));
  }
}
