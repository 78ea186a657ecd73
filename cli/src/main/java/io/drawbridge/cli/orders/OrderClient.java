package io.drawbridge.cli.orders;

import io.drawbridge.cli.context.FleetDocument;
import io.drawbridge.cli.context.FleetFile;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** Gives orders to the launcher of the fleet in a folder. */
public final class OrderClient {
  /** More than the time to stop a gateway and to wait for it to be ready again. */
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(3);

  /** Twenty lines of a log may be part of it. */
  private static final int MAX_ANSWER_BYTES = 64 * 1024;

  private final Path home;

  public OrderClient(Path home) {
    this.home = home;
  }

  /**
   * The launcher's answer; returns when the order is done.
   *
   * @throws IOException if there is no launcher, or it does not answer
   */
  public Answer give(Verb verb, String name) throws IOException {
    FleetDocument fleet =
        new FleetFile(home)
            .read()
            .orElseThrow(() ->
                new IOException("no local fleet in " + home + " (`drawbridge up` starts one)"));
    if (!fleet.launcher().isAlive()) {
      throw new IOException(
          "the launcher, pid "
              + fleet.launcher().pid()
              + ", is dead (expected: running; `drawbridge down` ends what it left)");
    }
    try (SocketChannel connection = connect(fleet)) {
      OrderLine.write(connection, verb.key() + " " + name);
      return OrderLine.answer(OrderLine.read(connection, MAX_ANSWER_BYTES, ANSWER_LIMIT));
    } catch (IOException e) {
      throw new IOException(verb.key() + " " + name + ": " + e.getMessage(), e);
    }
  }

  private SocketChannel connect(FleetDocument fleet) throws IOException {
    try {
      return SocketChannel.open(UnixDomainSocketAddress.of(OrderSocket.path(home)));
    } catch (IOException e) {
      String why = fleet.ready() ? e.getMessage() : "the fleet is not ready yet";
      throw new IOException("the launcher takes no orders: " + why, e);
    }
  }
}
