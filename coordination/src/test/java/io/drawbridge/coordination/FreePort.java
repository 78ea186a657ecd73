package io.drawbridge.coordination;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A loopback port for a server that is started soon. Below those that the kernel gives to outgoing
 * connections (from 32,768): one of them may take such a port before the server does.
 */
public final class FreePort {
  private static final int FIRST = 10_000;
  private static final int END = 32_000;
  private static final int TRIES = 100;

  private FreePort() {}

  public static int find() {
    IOException last = new IOException("not tried");
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException e) {
        last = e; // taken
      }
    }
    throw new UncheckedIOException("no free port of " + FIRST + " to " + END, last);
  }
}
