package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.revocation.Revoker;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Revocations of tokens, in all regions. Again is as good as once, with a later moment. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
public final class RevocationResource {
  private static final int MAX_NAME_BYTES = 128;

  private final Revoker revoker;

  public RevocationResource(Revoker revoker) {
    this.revoker = revoker;
  }

  /**
   * What to revoke.
   *
   * @param device absent = tokens of the user on any device
   */
  public record DeviceOrder(@Nullable String device) {}

  /** The same for names that cannot stand in a path, such as those with a slash. */
  public record UserOrder(@Nullable String app, @Nullable String user, @Nullable String device) {}

  /**
   * A revocation that stands in every region.
   *
   * @param device empty = any
   * @param notBeforeUnixMillis tokens issued then or earlier do not count
   * @param endsUnixMillis no such token is left then
   */
  public record RevocationDocument(
      String app, String user, String device, long notBeforeUnixMillis, long endsUnixMillis) {}

  @POST
  @Path("/apps/{app}/users/{user}/revocations")
  @Consumes(MediaType.APPLICATION_JSON)
  public RevocationDocument ofUser(
      @PathParam("app") String app, @PathParam("user") String user, @Nullable DeviceOrder order) {
    return revoke(app, user, order == null ? null : order.device());
  }

  @POST
  @Path("/revocations")
  @Consumes(MediaType.APPLICATION_JSON)
  public RevocationDocument ofBody(@Nullable UserOrder order) {
    UserOrder named = order == null ? new UserOrder(null, null, null) : order;
    return revoke(named.app(), named.user(), named.device());
  }

  private RevocationDocument revoke(
      @Nullable String app, @Nullable String user, @Nullable String device) {
    String inApp = checkedName("app", app);
    String ofUser = checkedName("user", user);
    String onDevice = device == null ? "" : checkedName("device", device);
    Revoker.Outcome outcome = revoker.revoke(inApp, ofUser, onDevice);
    if (!outcome.problems().isEmpty()) {
      throw incomplete(outcome.problems());
    }
    return new RevocationDocument(
        inApp,
        ofUser,
        onDevice,
        outcome.revocation().getNotBeforeUnixMillis(),
        outcome.revocation().getEndsUnixMillis());
  }

  private static String checkedName(String what, @Nullable String given) {
    String name = given == null ? "" : given;
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_NAME_BYTES || name.chars().anyMatch(Character::isISOControl)) {
      throw new WebApplicationException(
          Problem.of(
                  Response.Status.BAD_REQUEST,
                  "api.bad-request",
                  "%s: %d bytes (expected: 1 to %d, no control characters)"
                      .formatted(what, bytes, MAX_NAME_BYTES))
              .response());
    }
    return name;
  }

  private static WebApplicationException incomplete(Map<String, String> problems) {
    String regions =
        problems.entrySet().stream()
            .map(problem -> problem.getKey() + " (" + problem.getValue() + ")")
            .collect(Collectors.joining(", "));
    return new WebApplicationException(
        Problem.of(
                Response.Status.BAD_GATEWAY,
                "api.revocation-incomplete",
                "revoked, but not for certain in " + regions)
            .response());
  }
}
