package io.drawbridge.gateway.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A relay to a server that passes on every byte alone. */
final class ByteByByte implements AutoCloseable {
  private final Socket server;
  private final ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

  ByteByByte(Socket server) throws IOException {
    this.server = server;
    server.setTcpNoDelay(true);
    Thread.ofVirtual().start(this::accept);
  }

  Socket client() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), door.getLocalPort());
  }

  private void accept() {
    try (Socket client = door.accept()) {
      Thread back = Thread.ofVirtual().start(() -> copy(server, client));
      copy(client, server);
      back.join();
    } catch (IOException | InterruptedException _) {
      // The test is over.
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        out.write(next);
        out.flush();
      }
      to.shutdownOutput();
    } catch (IOException _) {
      // One side is gone.
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    server.close();
  }
}
