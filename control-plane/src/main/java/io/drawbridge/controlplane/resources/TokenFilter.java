package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.access.ApiToken;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Lets in who presents the token, before it is known whether what is asked for exists. */
@PreMatching
@Priority(Priorities.AUTHENTICATION)
final class TokenFilter implements ContainerRequestFilter {
  private static final String SCHEME = "Bearer ";

  private final ApiToken token;

  TokenFilter(ApiToken token) {
    this.token = token;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
    boolean bearer = header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    if (bearer && token.matches(header.substring(SCHEME.length()).strip())) {
      return;
    }
    String detail = bearer ? "the token is not the one in force" : "no bearer token";
    Response answer =
        Problem.of(Response.Status.UNAUTHORIZED, "api.unauthorized", detail).response();
    request.abortWith(
        Response.fromResponse(answer).header(HttpHeaders.WWW_AUTHENTICATE, "Bearer").build());
  }
}
