package io.drawbridge.process;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how a service of {@code Type=notify} stands, by the protocol of {@code sd_notify}:
 * lines of {@code KEY=value} to the Unix socket in {@code NOTIFY_SOCKET}. Without one it says
 * nothing. A manager that cannot be told is logged, and changes nothing.
 *
 * <p>Threads: any.
 */
final class ServiceManager {
  private static final Logger log = LoggerFactory.getLogger(ServiceManager.class);

  private final Optional<String> socket;

  private ServiceManager(Optional<String> socket) {
    this.socket = socket;
  }

  static ServiceManager of(Map<String, String> environment) {
    return new ServiceManager(
        Optional.ofNullable(environment.get("NOTIFY_SOCKET")).filter(path -> !path.isEmpty()));
  }

  /** The service has started. */
  void started() {
    tell("READY=1\nSTATUS=started");
  }

  /** It ends in order. */
  void stopping() {
    tell("STOPPING=1\nSTATUS=stopping");
  }

  /** This process ends, and the service goes on in that one. Only the main process is believed. */
  void goesOnIn(long pid) {
    tell("MAINPID=" + pid + "\nSTATUS=process " + pid + " has taken over");
  }

  private void tell(String lines) {
    socket.ifPresent(path -> {
      try {
        UnixDatagram.send(path, lines);
      } catch (IOException e) {
        log.warn("NOTIFY_SOCKET: {}; the service manager is not told", e.getMessage());
      }
    });
  }
}
