package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.policy.PolicyBook;
import io.drawbridge.controlplane.policy.PolicyDesk;
import io.drawbridge.controlplane.policy.PolicyDesk.PolicyAnswer;
import io.drawbridge.controlplane.resources.PolicyDocument.VersionDocument;
import io.drawbridge.controlplane.resources.PolicyOrders.ApplyOrder;
import io.drawbridge.controlplane.resources.PolicyOrders.PlainOrder;
import io.drawbridge.controlplane.resources.PolicyOrders.RollbackOrder;
import io.drawbridge.controlplane.resources.PolicyOrders.TrialOrder;
import io.drawbridge.policy.PolicySchema;
import io.drawbridge.proto.control.v1.PolicyRecord;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The policies of this region: what is asked for is written down and answered with 202 and where to
 * look; the region's leader does it. The schema and the trials have paths of their own, since a
 * policy may have any name.
 */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
public final class PolicyResource {
  private static final String YAML = "application/yaml";

  private final PolicyDesk desk;
  private final PolicyBook book;

  public PolicyResource(PolicyDesk desk, PolicyBook book) {
    this.desk = desk;
    this.book = book;
  }

  /** By name, without earlier versions. */
  @GET
  @Path("/policies")
  public FleetResource.Items<PolicyDocument> policies() {
    requireRead();
    return new FleetResource.Items<>(book.all().stream().map(PolicyDocument::listed).toList());
  }

  @GET
  @Path("/policies/{name}")
  public PolicyDocument policy(@PathParam("name") String name) {
    return PolicyDocument.whole(found(name));
  }

  @GET
  @Path("/policies/{name}/versions/{version}")
  public VersionDocument version(
      @PathParam("name") String name, @PathParam("version") String version) {
    return found(name).getVersionsList().stream()
        .filter(each -> Long.toUnsignedString(each.getVersion()).equals(version))
        .findFirst()
        .map(VersionDocument::withText)
        .orElseThrow(() ->
            PolicyRefusals.of(
                new PolicyAnswer.Unknown("policy " + name + ": no version " + version)));
  }

  @POST
  @Path("/policies")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response apply(InputStream body) throws IOException {
    ApplyOrder order = PolicyOrders.read(body, ApplyOrder.class);
    return accepted(
        desk.apply(
            PolicyOrders.required(order.text()),
            PolicyOrders.by(order.by(), order.comment()),
            PolicyOrders.version("over", order.over(), 0),
            PolicyOrders.plan(order.plan())));
  }

  /** The body is the document itself; it comes into force as usual. */
  @POST
  @Path("/policies")
  @Consumes(YAML)
  public Response applyText(
      InputStream body,
      @QueryParam("by") @Nullable String by,
      @QueryParam("comment") @Nullable String comment)
      throws IOException {
    return accepted(
        desk.apply(
            PolicyOrders.required(PolicyOrders.text(body)),
            PolicyOrders.by(by, comment),
            Optional.empty(),
            Optional.empty()));
  }

  @POST
  @Path("/policy-trials")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response dryRun(InputStream body) throws IOException {
    TrialOrder order = PolicyOrders.read(body, TrialOrder.class);
    return accepted(
        desk.dryRun(
            PolicyOrders.required(order.text()),
            PolicyOrders.length(order.lengthMillis()),
            PolicyOrders.by(order.by(), null)));
  }

  @POST
  @Path("/policies/{name}/rollback")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response rollback(@PathParam("name") String name, InputStream body) throws IOException {
    RollbackOrder order = PolicyOrders.read(body, RollbackOrder.class);
    return accepted(
        desk.rollback(
            name,
            PolicyOrders.version("version", order.version(), 1),
            PolicyOrders.by(order.by(), order.comment())));
  }

  @POST
  @Path("/policies/{name}/remove")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response remove(@PathParam("name") String name, InputStream body) throws IOException {
    return accepted(desk.remove(name, plain(body)));
  }

  @POST
  @Path("/policies/{name}/pause")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response pause(@PathParam("name") String name, InputStream body) throws IOException {
    return accepted(desk.pause(name, plain(body)));
  }

  @POST
  @Path("/policies/{name}/resume")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response resume(@PathParam("name") String name, InputStream body) throws IOException {
    return accepted(desk.resume(name, plain(body)));
  }

  @POST
  @Path("/policies/{name}/abort")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response abort(@PathParam("name") String name, InputStream body) throws IOException {
    return accepted(desk.abort(name, plain(body)));
  }

  /** What documents may say, as JSON Schema. */
  @GET
  @Path("/policy-schema")
  @Produces("application/schema+json")
  public byte[] schema() throws IOException {
    try (InputStream in = PolicySchema.location().openStream()) {
      return in.readAllBytes();
    }
  }

  private static PolicyDesk.By plain(InputStream body) throws IOException {
    PlainOrder order = PolicyOrders.read(body, PlainOrder.class);
    return PolicyOrders.by(order.by(), order.comment());
  }

  private static Response accepted(PolicyAnswer answer) throws WebApplicationException {
    if (!(answer instanceof PolicyAnswer.Accepted(PolicyRecord record))) {
      throw PolicyRefusals.of(answer);
    }
    return Response.accepted(PolicyDocument.whole(record))
        .location(URI.create("/api/v1/policies/" + record.getName()))
        .build();
  }

  private PolicyRecord found(String name) {
    requireRead();
    return book.find(name)
        .orElseThrow(
            () -> PolicyRefusals.of(new PolicyAnswer.Unknown("policy " + name + ": not here")));
  }

  /** An empty list would say that there are none. */
  private void requireRead() {
    if (!book.isRead()) {
      throw PolicyRefusals.of(
          new PolicyAnswer.Unavailable("policies: not read from etcd yet (expected: in seconds)"));
    }
  }
}
