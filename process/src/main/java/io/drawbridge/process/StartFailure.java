package io.drawbridge.process;

import io.drawbridge.process.config.LoadedConfig;
import io.drawbridge.process.config.LoadedConfig.ListenAddress;
import io.drawbridge.process.ports.PortHolder;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says in one line why a process could not start. */
final class StartFailure {
  private static final int MAX_CAUSES = 8;

  private StartFailure() {}

  static String describe(Throwable failure, LoadedConfig<?> config) {
    return bindFailure(failure).flatMap(why -> listenProblem(why, config)).orElse(chain(failure));
  }

  /** Messages from outermost to cause, each once, on one line. */
  private static String chain(Throwable failure) {
    List<String> messages = new ArrayList<>();
    Throwable at = failure;
    for (int i = 0; at != null && i < MAX_CAUSES; i++, at = at.getCause()) {
      String message = at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
      String line = message.replaceAll("\\s*[\\r\\n]+\\s*", " | ");
      if (messages.stream().noneMatch(said -> said.contains(line))) {
        messages.add(line);
      }
    }
    return String.join(": ", messages);
  }

  /** The JDK throws BindException; Netty's epoll has a type of its own with the same words. */
  private static Optional<String> bindFailure(Throwable failure) {
    Throwable at = failure;
    for (int i = 0; at != null && i < MAX_CAUSES; i++, at = at.getCause()) {
      String message = String.valueOf(at.getMessage());
      if (message.contains("Address already in use")) {
        return Optional.of("address already in use");
      }
      if (at instanceof BindException || message.contains("Cannot assign requested address")) {
        return Optional.of(
            message.contains("Cannot assign") ? "not an address of this machine" : message);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> listenProblem(String why, LoadedConfig<?> config) {
    for (ListenAddress listen : config.listenAddresses()) {
      InetSocketAddress address = listen.address().toSocketAddress();
      Optional<String> expectation = expectation(address);
      if (expectation.isPresent()) {
        String where = listen.address() + " (" + listen.key() + "): ";
        return Optional.of("listen " + where + why + expectation.get());
      }
    }
    return Optional.empty();
  }

  /** What is wrong with this very address, or nothing if it is another one's problem. */
  private static Optional<String> expectation(InetSocketAddress address) {
    if (PortHolder.isTaken(address)) {
      Optional<PortHolder.Holder> holder = PortHolder.of(address);
      if (holder.filter(found -> found.pid() == ProcessHandle.current().pid()).isPresent()) {
        return Optional.empty(); // our own, opened before the one that failed
      }
      return Optional.of(
          holder.map(found -> " by " + found).orElse("")
              + " (expected: a free port; change the key or stop who holds it)");
    }
    return isLocal(address)
        ? Optional.empty()
        : Optional.of(" (expected: an address of one of its network interfaces)");
  }

  private static boolean isLocal(InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(address.getAddress(), 0));
      return true;
    } catch (IOException | IllegalArgumentException _) {
      return false;
    }
  }
}
