package io.drawbridge.process;

import io.drawbridge.process.operations.Health;
import io.drawbridge.process.operations.OperationsServer;
import io.drawbridge.process.telemetry.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operations port of this process, which it may give to its successor. Any thread. */
final class OperationsPort implements Succession, AutoCloseable {
  /** The process before gives it up as soon as this one serves. */
  private static final Duration FREE_WITHIN = Duration.ofSeconds(10);

  private static final long TRY_AGAIN_MILLIS = 10;
  private static final Logger log = LoggerFactory.getLogger(OperationsPort.class);

  private final InetSocketAddress configured;
  private final Health health;
  private final Metrics metrics;
  private final ServiceManager manager;
  private @Nullable OperationsServer server;

  OperationsPort(
      InetSocketAddress configured, Health health, Metrics metrics, ServiceManager manager) {
    this.manager = manager;
    this.configured = configured;
    this.health = health;
    this.metrics = metrics;
  }

  synchronized void open() throws IOException {
    server = OperationsServer.start(configured, health, metrics);
  }

  /** Opens it when the process that has it gives it up. */
  void openWhenFree() throws IOException, InterruptedException {
    long endNanos = System.nanoTime() + FREE_WITHIN.toNanos();
    while (true) {
      try {
        open();
        return;
      } catch (IOException e) {
        if (System.nanoTime() - endNanos > 0) {
          throw e;
        }
        Thread.sleep(TRY_AGAIN_MILLIS);
      }
    }
  }

  /** Where it is. */
  synchronized InetSocketAddress address() {
    return server == null ? configured : server.address();
  }

  @Override
  public void giveUpOperations() {
    close();
  }

  @Override
  public void takeOperationsBack() {
    try {
      openWhenFree();
    } catch (IOException e) {
      log.error("operations port {}: {}; nobody can look at this process", configured, e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void end(long next) {
    manager.goesOnIn(next); // before it could take the end of this process for that of the service
    log.info("ended; the next process goes on");
    Runtime.getRuntime().halt(ProcessMain.STOPPED);
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
