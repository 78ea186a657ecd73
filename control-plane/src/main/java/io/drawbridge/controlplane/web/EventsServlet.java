package io.drawbridge.controlplane.web;

import io.drawbridge.controlplane.resources.Problem;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;

/** {@code GET /api/v1/events}: an answer of type text/event-stream that goes on until one ends. */
final class EventsServlet extends HttpServlet {
  private static final String RETRY_AFTER_SECONDS = "5";

  private final transient FleetEvents events;

  EventsServlet(FleetEvents events) {
    this.events = events;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!request.getMethod().equals("GET")) {
      response.setHeader("Allow", "GET");
      Problem.wrongMethod(request.getRequestURI(), "GET").writeTo(response);
    } else if (!events.hasPlace()) {
      response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
      Problem.of(
              Response.Status.SERVICE_UNAVAILABLE,
              "api.too-many-watchers",
              "event streams: " + FleetEvents.MAX_WATCHERS + " (expected: fewer)")
          .writeTo(response);
    } else {
      open(request, response);
    }
  }

  private void open(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("utf-8");
    AsyncContext call = request.startAsync();
    call.setTimeout(0); // a watcher that reads nothing ends by the connector's idle timeout
    EventStream stream = new EventStream(call, response.getOutputStream(), events::left);
    events.joined(stream);
    response.getOutputStream().setWriteListener(stream);
  }
}
