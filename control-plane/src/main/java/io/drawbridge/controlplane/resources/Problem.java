package io.drawbridge.controlplane.resources;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** An error answer as RFC 9457 has it; the codes are those of docs/errors.md. */
record Problem(String type, String title, int status, String code, String detail) {
  static final MediaType MEDIA_TYPE = MediaType.valueOf("application/problem+json");

  static Problem of(Response.Status status, String code, String detail) {
    return new Problem(
        "about:blank", status.getReasonPhrase(), status.getStatusCode(), code, detail);
  }

  Response response() {
    return Response.status(status).type(MEDIA_TYPE).entity(this).build();
  }
}
