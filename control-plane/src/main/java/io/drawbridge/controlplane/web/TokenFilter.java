package io.drawbridge.controlplane.web;

import io.drawbridge.controlplane.access.ApiToken;
import io.drawbridge.controlplane.resources.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;

/** Lets in who presents the token, before it is known whether what is asked for exists. */
final class TokenFilter extends HttpFilter {
  private static final String SCHEME = "Bearer ";

  private final transient ApiToken token;

  TokenFilter(ApiToken token) {
    this.token = token;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    boolean bearer = header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    if (bearer && token.matches(header.substring(SCHEME.length()).strip())) {
      chain.doFilter(request, response);
      return;
    }
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    Problem.of(
            Response.Status.UNAUTHORIZED,
            "api.unauthorized",
            bearer ? "the token is not the one in force" : "no bearer token")
        .writeTo(response);
  }
}
