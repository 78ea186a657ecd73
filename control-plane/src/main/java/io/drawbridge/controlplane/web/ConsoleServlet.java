package io.drawbridge.controlplane.web;

import io.drawbridge.controlplane.resources.Problem;
import io.drawbridge.controlplane.web.ConsoleFiles.Asset;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** Every path outside the API: a file of the console, or nothing. */
final class ConsoleServlet extends HttpServlet {
  private static final String FOR_A_YEAR = "public, max-age=31536000, immutable";

  private final transient ConsoleFiles files;

  ConsoleServlet(ConsoleFiles files) {
    this.files = files;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean head = request.getMethod().equals("HEAD");
    if (!head && !request.getMethod().equals("GET")) {
      response.setHeader("Allow", "GET, HEAD");
      Problem.wrongMethod(request.getServletPath(), "GET, HEAD").writeTo(response);
      return;
    }
    Optional<Asset> found = files.find(request.getServletPath());
    if (found.isEmpty()) {
      Problem.notFound(request.getServletPath()).writeTo(response);
      return;
    }
    Asset asset = found.get();
    response.setHeader("Cache-Control", asset.immutable() ? FOR_A_YEAR : "no-cache");
    response.setHeader("ETag", asset.tag());
    if (asset.tag().equals(request.getHeader("If-None-Match"))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(asset.type());
    response.setContentLength(asset.body().size());
    if (!head) {
      asset.body().writeTo(response.getOutputStream());
    }
  }
}
