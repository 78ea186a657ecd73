package io.drawbridge.gateway.push;

import io.drawbridge.gateway.session.PushItem;
import io.drawbridge.gateway.session.PushItem.Fate;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.upstream.UpstreamLoop;
import io.drawbridge.proto.business.v1.PushMessage;
import io.drawbridge.proto.business.v1.PushMode;
import io.drawbridge.proto.business.v1.Reply;
import io.drawbridge.proto.business.v1.ReplyTo;
import io.drawbridge.proto.business.v1.SessionTarget;
import io.drawbridge.proto.business.v1.Target;
import io.drawbridge.wire.PushId;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Delivers what a business answers to a message directly: an ACKED push to that very session. */
public final class Replies implements UpstreamLoop.ReplyListener {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final Follower follower;
  private final LongSupplier nanoClock;

  /**
   * @param follower sends replies after sessions that other gateways have taken
   */
  public Replies(RemoteDelivery follower, LongSupplier nanoClock) {
    this.follower = follower;
    this.nanoClock = nanoClock;
  }

  @Override
  public void reply(Session session, int service, Reply reply) {
    if (reply.getId().size() != PushId.BYTES || reply.getBody().size() > PushCheck.MAX_BODY_BYTES) {
      return; // the business's defect; the client asks again after its own deadline
    }
    session.push(
        new PushItem(
            PushItem.idOf(reply.getId()),
            reply.getBody(),
            true,
            nanoClock.getAsLong() + DEADLINE.toNanos(),
            new PushItem.ReplyTo(service, reply.getSeq()),
            (sessionId, fate, movedTo) -> {
              if (fate == Fate.MOVED) {
                follow(session, service, reply, movedTo);
              }
            }));
  }

  /** Nobody hears its fate, as nobody does here. */
  private void follow(Session session, int service, Reply reply, String movedTo) {
    PushMessage push =
        PushMessage.newBuilder()
            .setId(reply.getId())
            .setTarget(
                Target.newBuilder()
                    .setSession(
                        SessionTarget.newBuilder()
                            .setUser(session.instance().user().user())
                            .setSession(session.id().bytes())))
            .setMode(PushMode.ACKED)
            .setBody(reply.getBody())
            .setReplyTo(ReplyTo.newBuilder().setService(service).setSeq(reply.getSeq()))
            .build();
    follower.follow(session, push, movedTo, new FateCollector("", (fates, doubt) -> {}));
  }
}
