package io.drawbridge.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port in front of another one. While it is cut, bytes are kept and nobody is told, as on a cable
 * that was pulled; connections that were made before stay dead after it.
 */
final class CuttableWire implements AutoCloseable {
  private final ServerSocket door;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile boolean cut;

  CuttableWire(int target) throws IOException {
    this.target = target;
    door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  void cut() {
    cuts.incrementAndGet();
    cut = true;
  }

  /** Ends what is connected now, for both sides to see; new connections pass. */
  void breakAll() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  void mend() {
    cut = false;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket near = door.accept();
        sockets.add(near);
        if (!cut) { // else it is never answered
          Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
          sockets.add(far);
          pump(near, far);
          pump(far, near);
        }
      } catch (IOException e) {
        // closed, or the target is
      }
    }
  }

  private void pump(Socket from, Socket to) {
    int cutsBefore = cuts.get();
    Thread.ofVirtual()
        .start(() -> {
          try (from;
              to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[64 << 10];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
              if (cuts.get() != cutsBefore) {
                new CountDownLatch(1).await(); // dead, and nobody knows
              }
              out.write(chunk, 0, count);
            }
          } catch (IOException | InterruptedException e) {
            // one side is gone; so is the other
          }
        });
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
