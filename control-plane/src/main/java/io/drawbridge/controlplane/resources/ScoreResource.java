package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.history.Moment;
import io.drawbridge.controlplane.history.ScoreHistory;
import io.drawbridge.controlplane.history.ScoreHistory.Extent;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a gateway did and got in the last quarter of an hour, and why. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
public final class ScoreResource {
  private static final int MAX_SECONDS = (int) ScoreHistory.SPAN.toSeconds();

  private final ScoreHistory history;
  private final InstantSource clock;

  public ScoreResource(ScoreHistory history, InstantSource clock) {
    this.history = history;
    this.clock = clock;
  }

  /** Why the weight was what it was; without {@code at} now. */
  @GET
  @Path("/gateways/{id}/scores")
  public ExplanationDocument scores(
      @PathParam("id") String id, @QueryParam("at") @Nullable String at) {
    Optional<Moment> moment = at == null ? history.newest(id) : history.at(id, asked(at));
    return moment.map(ExplanationDocument::of).orElseThrow(() -> notKept(id));
  }

  @GET
  @Path("/gateways/{id}/series")
  public SeriesDocument series(
      @PathParam("id") String id, @QueryParam("seconds") @DefaultValue("60") String seconds) {
    List<Moment> moments = history.last(id, wanted(seconds));
    if (moments.isEmpty()) {
      throw notKept(id);
    }
    return SeriesDocument.of(id, moments);
  }

  private long asked(String at) {
    try {
      return AskedTime.unixMillis(at, clock.instant());
    } catch (IllegalArgumentException e) {
      throw badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static int wanted(String seconds) {
    if (seconds.matches("[0-9]{1,4}")) {
      int number = Integer.parseInt(seconds);
      if (number >= 1 && number <= MAX_SECONDS) {
        return number;
      }
    }
    throw badRequest("seconds: \"%.10s\" (expected: 1 to %d)".formatted(seconds, MAX_SECONDS));
  }

  private static WebApplicationException badRequest(String why) {
    return new WebApplicationException(
        Problem.of(Response.Status.BAD_REQUEST, "api.bad-request", why).response());
  }

  private WebApplicationException notKept(String id) {
    Extent kept = history.extent();
    return new WebApplicationException(
        Problem.of(
                Response.Status.NOT_FOUND,
                "api.score-not-kept",
                "gateway %s: nothing is kept of it at that time (kept: %s to %s)"
                    .formatted(
                        id,
                        Instant.ofEpochMilli(kept.oldestUnixMillis()),
                        Instant.ofEpochMilli(kept.newestUnixMillis())))
            .response());
  }
}
