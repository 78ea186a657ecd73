package io.drawbridge.controlplane.resources;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every failure leaves as a {@link Problem}; only our own defects are logged. */
public final class ProblemMapper implements ExceptionMapper<Throwable> {
  private static final Logger log = LoggerFactory.getLogger(ProblemMapper.class);

  @Context private @Nullable UriInfo uri;

  @Override
  public Response toResponse(Throwable error) {
    if (error instanceof WebApplicationException known) {
      Object entity = known.getResponse().getEntity();
      return entity instanceof Problem ? known.getResponse() : translated(known);
    }
    if (error instanceof JsonProcessingException wrong) {
      String why = path() + ": not JSON as expected: " + wrong.getOriginalMessage();
      return Problem.of(Response.Status.BAD_REQUEST, "api.bad-request", why).response();
    }
    log.error("request failed: {}", path(), error);
    return Problem.of(
            Response.Status.INTERNAL_SERVER_ERROR, "api.internal", "see the control plane's log")
        .response();
  }

  private Response translated(WebApplicationException known) {
    Response.Status status = Response.Status.fromStatusCode(known.getResponse().getStatus());
    return switch (status) {
      case NOT_FOUND -> Problem.notFound(path()).response();
      case METHOD_NOT_ALLOWED -> Problem.wrongMethod(path(), "one of its own").response();
      case null -> known.getResponse();
      default -> Problem.of(status, "api.bad-request", path() + ": not understood").response();
    };
  }

  private String path() {
    return uri == null ? "request" : uri.getRequestUri().getPath();
  }
}
