package io.drawbridge.cli.orders;

import io.drawbridge.cli.context.Folders;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * The launcher's ear: one order a connection, then the answer. The socket lies in a folder that
 * only its owner may enter. Orders run at the same time, on a virtual thread each.
 */
public final class OrderSocket implements AutoCloseable {
  /** More at once are refused. */
  static final int MAX_ORDERS = 16;

  /** The longest name is 18 characters. */
  private static final int MAX_ORDER_BYTES = 256;

  private final ServerSocketChannel server;
  private final Function<String, Answer> orders;
  private final Duration readLimit;
  private final Semaphore places = new Semaphore(MAX_ORDERS);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private OrderSocket(
      ServerSocketChannel server, Function<String, Answer> orders, Duration readLimit) {
    this.server = server;
    this.orders = orders;
    this.readLimit = readLimit;
  }

  /**
   * Listens in {@code home}.
   *
   * @param readLimit who has not written an order by then is cut off
   * @throws IOException if it cannot; such as when the path has more than 107 bytes
   */
  public static OrderSocket listen(Path home, Function<String, Answer> orders, Duration readLimit)
      throws IOException {
    Path folder = folder(home);
    Path path = path(home);
    Files.createDirectories(home.resolve("fleet"));
    Folders.delete(folder); // a killed launcher's
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      server.close();
      throw new IOException(path + ": " + e.getMessage(), e);
    }
    OrderSocket socket = new OrderSocket(server, orders, readLimit);
    socket.threads.execute(socket::acceptAll);
    return socket;
  }

  static Path path(Path home) {
    return folder(home).resolve("orders.sock");
  }

  private static Path folder(Path home) {
    return home.resolve("fleet").resolve("launcher");
  }

  private void acceptAll() {
    try {
      while (true) {
        SocketChannel connection = server.accept();
        threads.execute(() -> serve(connection));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      OrderLine.write(connection, answer(connection));
    } catch (IOException _) {
      // Who gave the order is gone; what was begun is done all the same.
    }
  }

  private Answer answer(SocketChannel connection) {
    try {
      return carryOut(OrderLine.read(connection, MAX_ORDER_BYTES, readLimit));
    } catch (IOException e) {
      return new Answer(Answer.MISUSED, String.valueOf(e.getMessage()));
    }
  }

  private Answer carryOut(String order) {
    if (!places.tryAcquire()) {
      return new Answer(Answer.FAILED, "launcher: busy with " + MAX_ORDERS + " orders");
    }
    try {
      return orders.apply(order);
    } finally {
      places.release();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
