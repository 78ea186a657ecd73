package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.snapshot.OtherRegions;
import io.drawbridge.controlplane.snapshot.OtherRegions.OtherRegion;
import io.drawbridge.controlplane.snapshot.Region;
import io.drawbridge.controlplane.snapshot.RegionSettings;
import io.drawbridge.controlplane.snapshot.RegionView;
import io.drawbridge.controlplane.snapshot.Snapshots;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What there is: regions, gateways, and how this replica is. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
public final class FleetResource {
  private final RegionSettings settings;
  private final Region fleet;
  private final Snapshots snapshots;
  private final OtherRegions others;
  private final AllOperations operations;
  private final Supplier<Map<String, String>> health;
  private final InstantSource clock;

  /**
   * Shows the region of this replica, and what it heard of others.
   *
   * @param health name of each check to what is wrong, empty = nothing
   */
  public FleetResource(
      RegionSettings settings,
      Region fleet,
      Snapshots snapshots,
      OtherRegions others,
      AllOperations operations,
      Supplier<Map<String, String>> health,
      InstantSource clock) {
    this.settings = settings;
    this.fleet = fleet;
    this.snapshots = snapshots;
    this.others = others;
    this.operations = operations;
    this.health = health;
    this.clock = clock;
  }

  @GET
  @Path("/regions")
  public Items<RegionDocument> regions() {
    return new Items<>(regions(fleet.view(), others.all()));
  }

  /** All regions and gateways in one; it is also what the events carry. */
  @GET
  @Path("/fleet")
  public FleetDocument fleet() {
    RegionView view = fleet.view();
    List<OtherRegion> heard = others.all();
    return new FleetDocument(
        clock.millis(),
        settings.region(),
        settings.replica(),
        troubles(),
        regions(view, heard),
        Stream.concat(
                LiveGateway.own(view),
                heard.stream().flatMap(other -> other.snapshot().stream()).flatMap(LiveGateway::of))
            .toList(),
        operations.all().stream().filter(operation -> !operation.over()).toList());
  }

  @GET
  @Path("/gateways")
  public Items<GatewayDocument> gateways() {
    RegionView view = fleet.view();
    return new Items<>(
        view.gateways().stream().map(status -> GatewayDocument.of(status, view)).toList());
  }

  @GET
  @Path("/gateways/{id}")
  public GatewayDocument gateway(@PathParam("id") String id) {
    RegionView view = fleet.view();
    return view.gateways().stream()
        .filter(status -> status.id().equals(id))
        .findFirst()
        .map(status -> GatewayDocument.of(status, view))
        .orElseThrow(() -> unknown(id, view.gateways().size()));
  }

  @GET
  @Path("/health")
  public HealthDocument health() {
    Map<String, String> checks = health.get();
    boolean healthy = checks.values().stream().allMatch(String::isEmpty);
    return new HealthDocument(
        healthy ? "ok" : "degraded", fleet.view().ownEpoch().isPresent(), checks);
  }

  /** A list that can get more fields later. */
  record Items<T>(List<T> items) {}

  /** Answered with 200 also when degraded: a degraded replica still serves what it knows. */
  record HealthDocument(String status, boolean leading, Map<String, String> checks) {}

  private List<RegionDocument> regions(RegionView view, List<OtherRegion> heard) {
    RegionDocument own =
        RegionDocument.own(settings.region(), view, snapshots.reports(), clock.millis());
    return Stream.concat(Stream.of(own), heard.stream().map(RegionDocument::other)).toList();
  }

  private Map<String, String> troubles() {
    Map<String, String> troubles = new TreeMap<>(health.get());
    troubles.values().removeIf(String::isEmpty);
    return troubles;
  }

  private WebApplicationException unknown(String id, int known) {
    return new WebApplicationException(
        Problem.of(
                Response.Status.NOT_FOUND,
                "api.gateway-unknown",
                "gateway " + id + ": not among the " + known + " of " + settings.region())
            .response());
  }
}
