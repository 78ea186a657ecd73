package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.operation.Answer;
import io.drawbridge.controlplane.operation.OperationDesk;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.control.v1.AbortOrder;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.PauseOrder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Operations on gateways: asked for by POST, answered with 202 and where to look. An {@code
 * Idempotency-Key} makes asking again as good as once. With {@code ?region=} the gateway is one of
 * another region, which is asked for as long as it is cut off; what is recorded here tells how that
 * goes.
 */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
public final class OperationResource {
  /** A name; behind it the region or the gateway for which another operation has begun it. */
  private static final String ID = "[^/]+(/[^/]+)*";

  private static final String ALL_REGIONS = "*";

  private final OperationDesk desk;
  private final AllOperations known;
  private final BiFunction<String, String, List<Endpoint>> endpoints;

  /**
   * {@code endpoints}: where clients of a region's gateway connect, none if it takes no new ones.
   */
  public OperationResource(
      OperationDesk desk,
      AllOperations known,
      BiFunction<String, String, List<Endpoint>> endpoints) {
    this.desk = desk;
    this.known = known;
    this.endpoints = endpoints;
  }

  /** Who asks, as they say themselves. */
  public record ByWhom(@Nullable String by) {}

  @POST
  @Path("/gateways/{id}/drain")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response drain(
      @PathParam("id") String gateway,
      @QueryParam("region") @Nullable String region,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      Orders.@Nullable DrainOrder order) {
    return asked(Orders.drain(Orders.named(gateway, region, key), order));
  }

  @POST
  @Path("/gateways/{id}/undrain")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response undrain(
      @PathParam("id") String gateway,
      @QueryParam("region") @Nullable String region,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      @Nullable ByWhom order) {
    return asked(
        Orders.undrain(Orders.named(gateway, region, key), order == null ? null : order.by()));
  }

  @POST
  @Path("/gateways/{id}/kick")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response kick(
      @PathParam("id") String gateway,
      @QueryParam("region") @Nullable String region,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      Orders.@Nullable KickOrder order) {
    return asked(Orders.kick(Orders.named(gateway, region, key), order));
  }

  @POST
  @Path("/gateways/{id}/move")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response move(
      @PathParam("id") String gateway,
      @QueryParam("region") @Nullable String region,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      Orders.@Nullable MoveOrder order) {
    return asked(Orders.move(Orders.named(gateway, region, key), order, endpoints));
  }

  @POST
  @Path("/gateways/{id}/restart")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response restart(
      @PathParam("id") String gateway,
      @QueryParam("region") @Nullable String region,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      Orders.@Nullable RestartOrder order) {
    return asked(Orders.restart(Orders.named(gateway, region, key), order));
  }

  /** All gateways of the region, in waves; with {@code ?region=*} of all regions, one by one. */
  @POST
  @Path("/fleet/restart")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response restartWaves(
      @QueryParam("region") @Nullable String region,
      @HeaderParam("Idempotency-Key") @Nullable String key,
      Orders.@Nullable WavesOrder order) {
    return asked(
        ALL_REGIONS.equals(region)
            ? Orders.restartFleet(Orders.named("", null, key), order)
            : Orders.restartWaves(Orders.named("", region, key), order));
  }

  /** The newest first; {@code over=false}: only those under way. */
  @GET
  @Path("/operations")
  public FleetResource.Items<OperationDocument> operations(
      @QueryParam("over") @DefaultValue("true") boolean over) {
    return new FleetResource.Items<>(
        known.all().stream().filter(operation -> over || !operation.over()).toList());
  }

  @GET
  @Path("/operations/{id: " + ID + "}")
  public OperationDocument operation(@PathParam("id") String id) {
    return known.find(id).orElseThrow(() -> Refusals.of(new Answer.UnknownOperation(), id));
  }

  @POST
  @Path("/operations/{id: " + ID + "}/abort")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response abort(@PathParam("id") String id, @Nullable ByWhom order) {
    AbortOrder abort =
        AbortOrder.newBuilder()
            .setOperation(id)
            .setRequestedBy(Orders.by(order == null ? null : order.by()))
            .build();
    return accepted(desk.abort(abort), id);
  }

  /** A restart in waves begins nothing further. */
  @POST
  @Path("/operations/{id: " + ID + "}/pause")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response pause(@PathParam("id") String id, @Nullable ByWhom order) {
    return paused(id, order, true);
  }

  /** It goes on. */
  @POST
  @Path("/operations/{id: " + ID + "}/resume")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response resume(@PathParam("id") String id, @Nullable ByWhom order) {
    return paused(id, order, false);
  }

  private Response paused(String id, @Nullable ByWhom order, boolean paused) {
    PauseOrder pause =
        PauseOrder.newBuilder()
            .setOperation(id)
            .setRequestedBy(Orders.by(order == null ? null : order.by()))
            .setPaused(paused)
            .build();
    return accepted(desk.pause(pause), id);
  }

  private Response asked(OperationOrder order) {
    String about = order.getGateway().isEmpty() ? "fleet" : order.getGateway();
    return accepted(desk.request(order), about);
  }

  private static Response accepted(Answer answer, String about) throws WebApplicationException {
    if (!(answer instanceof Answer.Accepted(Operation operation))) {
      throw Refusals.of(answer, about);
    }
    return Response.accepted(OperationDocument.of(operation, Optional.empty()))
        .location(URI.create("/api/v1/operations/" + operation.getId()))
        .build();
  }
}
