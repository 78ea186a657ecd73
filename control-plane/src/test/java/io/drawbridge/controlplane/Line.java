package io.drawbridge.controlplane;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP line to a local port that can be cut as a cable is: what is sent into it vanishes, no end
 * is told, and connections of before the cut stay dead after it. Read and written by its threads.
 */
final class Line implements AutoCloseable {
  private final int target;
  private final ServerSocket door;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile boolean cut;

  Line(int target) throws IOException {
    this.target = target;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  void cut() {
    cut = true;
    cuts.incrementAndGet();
  }

  void mend() {
    cut = false;
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket near = door.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(near);
        sockets.add(far);
        int born = cut ? -1 : cuts.get();
        Thread.ofVirtual().start(() -> pump(near, far, born));
        Thread.ofVirtual().start(() -> pump(far, near, born));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void pump(Socket from, Socket to, int born) {
    byte[] buffer = new byte[16_384];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (born == cuts.get()) {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      // the other end is closed
    }
  }
}
