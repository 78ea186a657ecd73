package io.drawbridge.ipconfig.resources;

import io.drawbridge.ipconfig.answers.Answer;
import io.drawbridge.ipconfig.answers.Answered;
import io.drawbridge.ipconfig.answers.Answers;
import io.drawbridge.ipconfig.answers.Hints;
import io.drawbridge.ipconfig.http.BadParameter;
import io.drawbridge.ipconfig.http.Problem;
import io.drawbridge.ipconfig.http.ProblemCode;
import io.drawbridge.ipconfig.http.Request;
import io.drawbridge.ipconfig.http.Resource;
import io.drawbridge.ipconfig.http.Response;
import io.drawbridge.ipconfig.snapshot.AnswerTally;
import io.drawbridge.ipconfig.snapshot.SnapshotInForce;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** {@code GET /v1/ipconfig?did=…}: the ranked gateways for one device. */
public final class IpconfigResource implements Resource {
  private static final int RETRY_AFTER_MIN_SECONDS = 1;

  /** A region's clients, told to come again, must not come in the same second. */
  private static final int RETRY_AFTER_MAX_SECONDS = 10;

  private final Answers answers;
  private final AnswerTally tally;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final String cacheControl;

  public IpconfigResource(
      Answers answers,
      Hints hints,
      AnswerTally tally,
      InstantSource clock,
      RandomGenerator random) {
    this.answers = answers;
    this.tally = tally;
    this.clock = clock;
    this.random = random;
    this.cacheControl =
        "private, max-age=%d, stale-if-error=%d"
            .formatted(hints.ttl().toSeconds(), Hints.USABLE.toSeconds());
  }

  @Override
  public Response answer(Request request) throws BadParameter {
    return switch (answers.answer(AskerReader.read(request.parameters()))) {
      case Answered.Ready(Answer answer, SnapshotInForce from) -> ready(request, answer, from);
      case Answered.NoSnapshot() ->
          tryLater(
              ProblemCode.NO_SNAPSHOT,
              "snapshot: none since the start (expected: one from a control plane)");
      case Answered.NoGateway(SnapshotInForce from) ->
          tryLater(
              ProblemCode.NO_GATEWAY,
              "gateways: none of %d in generation %s (expected: one that is not leaving)"
                  .formatted(from.snapshot().getGatewaysCount(), from.generation()));
    };
  }

  private Response ready(Request request, Answer answer, SnapshotInForce from) {
    tally.count(answer.firstGateway());
    boolean known = request.ifNoneMatch().filter(tags -> matches(tags, answer.etag())).isPresent();
    Response response =
        known ? Response.notModified() : Response.ok("application/json", answer.body());
    return response
        .with("ETag", answer.etag())
        .with("Cache-Control", cacheControl)
        .with("Drawbridge-Generation", from.generation())
        .with("Drawbridge-Snapshot-Age-Ms", String.valueOf(from.age(clock.instant()).toMillis()));
  }

  /** Weak comparison of {@code If-None-Match} (RFC 9110, 13.1.2). */
  private static boolean matches(String ifNoneMatch, String etag) {
    String opaque = etag.substring("W/".length());
    return Arrays.stream(ifNoneMatch.split(",", -1))
        .map(String::strip)
        .anyMatch(tag -> tag.equals("*") || tag.equals(etag) || tag.equals(opaque));
  }

  private Response tryLater(ProblemCode code, String detail) {
    int seconds = random.nextInt(RETRY_AFTER_MIN_SECONDS, RETRY_AFTER_MAX_SECONDS + 1);
    return Problem.of(code, detail).with("Retry-After", String.valueOf(seconds));
  }
}
