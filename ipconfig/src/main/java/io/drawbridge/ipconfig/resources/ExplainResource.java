package io.drawbridge.ipconfig.resources;

import io.drawbridge.ipconfig.answers.Asker;
import io.drawbridge.ipconfig.answers.Hints;
import io.drawbridge.ipconfig.http.BadParameter;
import io.drawbridge.ipconfig.http.Problem;
import io.drawbridge.ipconfig.http.ProblemCode;
import io.drawbridge.ipconfig.http.Request;
import io.drawbridge.ipconfig.http.Resource;
import io.drawbridge.ipconfig.http.Response;
import io.drawbridge.ipconfig.snapshot.SnapshotInForce;
import io.drawbridge.ipconfig.snapshot.Snapshots;
import java.time.InstantSource;
import java.util.Optional;

/**
 * {@code GET /v1/explain?did=…}: the stages behind an answer with their numbers. It maps the fleet,
 * so it is for this machine only unless the process runs insecure.
 */
public final class ExplainResource implements Resource {
  private final Snapshots snapshots;
  private final Hints hints;
  private final InstantSource clock;
  private final boolean insecure;

  public ExplainResource(Snapshots snapshots, Hints hints, InstantSource clock, boolean insecure) {
    this.snapshots = snapshots;
    this.hints = hints;
    this.clock = clock;
    this.insecure = insecure;
  }

  @Override
  public Response answer(Request request) throws BadParameter {
    if (!insecure && !request.client().isLoopbackAddress()) {
      return Problem.of(
          ProblemCode.NOT_FROM_HERE,
          "client: %s (expected: a loopback address, or insecure: true in the configuration)"
              .formatted(request.client().getHostAddress()));
    }
    Asker asker = AskerReader.read(request.parameters());
    Optional<SnapshotInForce> inForce = snapshots.inForce();
    if (inForce.isEmpty()) {
      return Problem.of(
          ProblemCode.NO_SNAPSHOT,
          "snapshot: none since the start (expected: one from a control plane)");
    }
    byte[] body = new Explanation(inForce.get(), clock.instant()).write(asker, hints.size());
    return Response.ok("application/json", body).with("Cache-Control", "no-store");
  }
}
