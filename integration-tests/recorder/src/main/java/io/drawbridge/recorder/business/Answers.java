package io.drawbridge.recorder.business;

import com.google.protobuf.ByteString;
import io.drawbridge.business.push.Push;
import io.drawbridge.business.push.PushClient;
import io.drawbridge.business.push.PushResult;
import io.drawbridge.business.push.SessionOutcome;
import io.drawbridge.business.upstream.Answer;
import io.drawbridge.business.upstream.ClientMessage;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.recorder.body.Question;
import io.drawbridge.recorder.body.Told;
import io.drawbridge.recorder.history.Entry;
import io.drawbridge.recorder.history.Kind;
import io.drawbridge.recorder.history.Recorder;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Replies and pushes of one business process, numbered in their order. A push whose fate is UNKNOWN
 * is pushed again under its id, twice at most.
 */
final class Answers {
  private static final int ATTEMPTS = 3;

  private final int business;
  private final PushClient pushes;
  private final Recorder recorder;
  private final AtomicLong count = new AtomicLong();
  private final AtomicLong open = new AtomicLong();

  Answers(int business, PushClient pushes, Recorder recorder) {
    this.business = business;
    this.pushes = pushes;
    this.recorder = recorder;
  }

  /** Answers a message that has just had its effect. */
  Answer to(ClientMessage message, Question question) {
    return switch (question.wish()) {
      case ACK -> Answer.accepted();
      case REPLY -> reply(question);
      case PUSH -> {
        push(message, question.client());
        yield Answer.accepted();
      }
    };
  }

  private Answer reply(Question question) {
    Told told = Told.of(business, count.incrementAndGet());
    recorder.write(Kind.REPLIED, question.client(), 0, told.push(), question.number(), 0);
    return Answer.acceptedWithReply(ByteString.copyFrom(told.toBytes()));
  }

  private void push(ClientMessage message, int client) {
    Told told = Told.of(business, count.incrementAndGet());
    ByteString body = ByteString.copyFrom(told.toBytes());
    open.incrementAndGet();
    attempt(Push.toSession(message.lane().user(), message.session(), body), told, client, 1);
  }

  /** Pushes whose last fate is not told yet. */
  long open() {
    return open.get();
  }

  private void attempt(Push push, Told told, int client, int attempt) {
    recorder.write(Kind.PUSHED, client, 0, told.push());
    var _ =
        pushes
            .push(push)
            .thenAccept(result -> {
              recordFate(result, told, client);
              if (result.any(Outcome.UNKNOWN) && attempt < ATTEMPTS) {
                attempt(push, told, client, attempt + 1);
              } else {
                open.decrementAndGet();
              }
            });
  }

  private void recordFate(PushResult result, Told told, int client) {
    for (SessionOutcome fate : result.sessions()) {
      ByteBuffer session = ByteBuffer.wrap(fate.session().toByteArray());
      boolean named = session.remaining() == 2 * Long.BYTES;
      recorder.write(
          new Entry(
              Kind.FATE,
              client,
              System.nanoTime(),
              fate.outcome().getNumber(),
              told.push(),
              named ? session.getLong() : 0,
              named ? session.getLong() : 0));
    }
  }
}
