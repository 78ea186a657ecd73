package io.drawbridge.controlplane.resources;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;

/** An error answer as RFC 9457 has it; the codes are those of docs/errors.md. */
public record Problem(String type, String title, int status, String code, String detail) {
  static final MediaType MEDIA_TYPE = MediaType.valueOf("application/problem+json");
  private static final ObjectMapper JSON = new ObjectMapper();

  public static Problem of(Response.Status status, String code, String detail) {
    return new Problem(
        "about:blank", status.getReasonPhrase(), status.getStatusCode(), code, detail);
  }

  public static Problem notFound(String path) {
    return of(Response.Status.NOT_FOUND, "api.not-found", path + ": no such resource");
  }

  public static Problem wrongMethod(String path, String allowed) {
    return of(
        Response.Status.METHOD_NOT_ALLOWED,
        "api.method-not-allowed",
        path + ": not with this method (expected: " + allowed + ")");
  }

  Response response() {
    return Response.status(status).type(MEDIA_TYPE).entity(this).build();
  }

  /** Where there is no JAX-RS. */
  public void writeTo(HttpServletResponse response) throws IOException {
    response.setStatus(status);
    response.setContentType(MEDIA_TYPE.toString());
    response.getOutputStream().write(JSON.writeValueAsBytes(this));
  }
}
