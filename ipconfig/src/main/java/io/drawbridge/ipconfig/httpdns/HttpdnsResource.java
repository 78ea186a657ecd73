package io.drawbridge.ipconfig.httpdns;

import io.drawbridge.ipconfig.http.Request;
import io.drawbridge.ipconfig.http.Resource;
import io.drawbridge.ipconfig.http.Response;

/**
 * {@code GET /d?dn=NAME&ttl=1}. Always 200, as the vendor answers: what cannot be resolved, or
 * asked so, has an empty body.
 */
public final class HttpdnsResource implements Resource {
  private final TencentForm form;

  public HttpdnsResource(OwnName own) {
    this.form = new TencentForm(own);
  }

  @Override
  public Response answer(Request request) {
    return Response.text(Question.read(request).map(form::answer).orElse(""))
        .with("Cache-Control", "no-store")
        .with("X-Content-Type-Options", "nosniff"); // names are echoed
  }
}
