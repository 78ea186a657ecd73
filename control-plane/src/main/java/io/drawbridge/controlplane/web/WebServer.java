package io.drawbridge.controlplane.web;

import io.drawbridge.controlplane.access.ApiToken;
import io.drawbridge.controlplane.resources.ProblemMapper;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jetty.ConnectorFactory;
import io.dropwizard.jetty.GzipHandlerFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.jetty.setup.ServletEnvironment;
import io.dropwizard.request.logging.LogbackAccessRequestLogFactory;
import io.dropwizard.util.Duration;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletRegistration;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;

/**
 * The HTTP port. Dropwizard's server without its application class: configuration, logging and
 * health belong to the process, and there is no admin port.
 */
public final class WebServer implements AutoCloseable {
  private static final String API = "/api/*";
  private static final String EVENTS = "/api/v1/events";
  private static final int MAX_THREADS = 32;
  private static final int MIN_THREADS = 4;

  private final Server server;

  private WebServer(Server server) {
    this.server = server;
  }

  /**
   * Answers from now on.
   *
   * @param token empty = everybody may use the API
   * @param resources of JAX-RS, their paths below /api
   * @throws Exception if the address cannot be bound
   */
  public static WebServer start(
      InetSocketAddress address,
      Optional<ApiToken> token,
      ConsoleFiles console,
      FleetEvents events,
      Object... resources)
      throws Exception {
    Environment environment = new Environment("control-plane");
    filter(environment.servlets(), "headers", new SecurityHeaders(), "/*");
    token.ifPresent(
        required -> filter(environment.servlets(), "token", new TokenFilter(required), API));
    ServletRegistration.Dynamic live =
        environment.servlets().addServlet("events", new EventsServlet(events));
    live.setAsyncSupported(true);
    live.addMapping(EVENTS);
    environment.servlets().addServlet("console", new ConsoleServlet(console)).addMapping("/");
    environment.jersey().setUrlPattern(API);
    environment.jersey().register(new ProblemMapper());
    for (Object resource : resources) {
      environment.jersey().register(resource);
    }
    Server server = factory(address).build(environment);
    server.setStopAtShutdown(false); // the process stops its parts in order
    server.start();
    return new WebServer(server);
  }

  /** The bound port. */
  public int port() {
    return ((NetworkConnector) server.getConnectors()[0]).getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("HTTP port not closed", e);
    }
  }

  private static void filter(
      ServletEnvironment servlets, String name, Filter filter, String pattern) {
    FilterRegistration.Dynamic registered = servlets.addFilter(name, filter);
    registered.setAsyncSupported(true);
    registered.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, pattern);
  }

  private static DefaultServerFactory factory(InetSocketAddress address) {
    DefaultServerFactory factory = new DefaultServerFactory();
    factory.setApplicationConnectors(List.of(connector(address)));
    factory.setAdminConnectors(List.of());
    factory.setMaxThreads(MAX_THREADS);
    factory.setMinThreads(MIN_THREADS);
    factory.setRegisterDefaultExceptionMappers(false);
    factory.setShutdownGracePeriod(Duration.seconds(2));
    GzipHandlerFactory gzip = new GzipHandlerFactory();
    gzip.setExcludedPaths(Set.of(EVENTS)); // it would hold events back until its buffer is full
    factory.setGzipFilterFactory(gzip);
    LogbackAccessRequestLogFactory silent = new LogbackAccessRequestLogFactory();
    silent.setAppenders(List.of());
    factory.setRequestLogFactory(silent);
    return factory;
  }

  private static ConnectorFactory connector(InetSocketAddress address) {
    HttpConnectorFactory connector = new HttpConnectorFactory();
    connector.setBindHost(address.getAddress().getHostAddress());
    connector.setPort(address.getPort());
    return connector;
  }
}
