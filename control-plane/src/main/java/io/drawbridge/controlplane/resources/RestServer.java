package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.access.ApiToken;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jetty.ConnectorFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.request.logging.LogbackAccessRequestLogFactory;
import io.dropwizard.util.Duration;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;

/**
 * The REST port. Dropwizard's server without its application class: configuration, logging and
 * health belong to the process, and there is no admin port.
 */
public final class RestServer implements AutoCloseable {
  private static final int MAX_THREADS = 32;
  private static final int MIN_THREADS = 4;

  private final Server server;

  private RestServer(Server server) {
    this.server = server;
  }

  /**
   * Answers from now on.
   *
   * @param token empty = everybody may read
   * @throws Exception if the address cannot be bound
   */
  public static RestServer start(
      InetSocketAddress address, Optional<ApiToken> token, Object... resources) throws Exception {
    Environment environment = new Environment("control-plane");
    environment.jersey().register(new ProblemMapper());
    token.ifPresent(required -> environment.jersey().register(new TokenFilter(required)));
    for (Object resource : resources) {
      environment.jersey().register(resource);
    }
    Server server = factory(address).build(environment);
    server.setStopAtShutdown(false); // the process stops its parts in order
    server.start();
    return new RestServer(server);
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
      throw new IllegalStateException("REST port not closed", e);
    }
  }

  private static DefaultServerFactory factory(InetSocketAddress address) {
    DefaultServerFactory factory = new DefaultServerFactory();
    factory.setApplicationConnectors(List.of(connector(address)));
    factory.setAdminConnectors(List.of());
    factory.setMaxThreads(MAX_THREADS);
    factory.setMinThreads(MIN_THREADS);
    factory.setRegisterDefaultExceptionMappers(false);
    factory.setShutdownGracePeriod(Duration.seconds(2));
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
