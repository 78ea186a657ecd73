package io.drawbridge.recorder.clients;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** One connection between a client and a gateway, in two halves, until either ends or it is cut. */
final class Wire {
  /** A cut comes within so many bytes from the client: two frames, so mostly inside of one. */
  static final int LONGEST_FUSE_BYTES = 160;

  private static final int CHUNK_BYTES = 16 << 10;
  private static final int UNARMED = -1;

  /** A gateway that hears nothing of the end sees it this much later. */
  private static final Duration UNHEARD = Duration.ofSeconds(3);

  private final Socket client;
  private final Socket gateway;
  private final Cut cut;
  private final Listener listener;
  private final AtomicBoolean over = new AtomicBoolean();
  private int fuseBytes = UNARMED; // guarded by this

  /** How a connection ends that is cut. */
  enum Cut {
    /** Both ends are reset. */
    RESET,
    /** Both ends see the other's orderly end, in the middle of a frame. */
    END,
    /** The client is reset, and the gateway hears nothing for a while. */
    UNHEARD;

    static Cut of(int percent) {
      return percent < 40 ? RESET : percent < 60 ? END : UNHEARD;
    }
  }

  /** Told once. */
  interface Listener {
    void gone(Wire wire, boolean wasCut);
  }

  Wire(Socket client, Socket gateway, Cut cut, Listener listener) throws IOException {
    this.client = client;
    this.gateway = gateway;
    this.cut = cut;
    this.listener = listener;
    client.setTcpNoDelay(true);
    gateway.setTcpNoDelay(true);
  }

  void start() {
    var _ = Thread.ofVirtual().start(() -> carry(client, gateway, true));
    var _ = Thread.ofVirtual().start(() -> carry(gateway, client, false));
  }

  /** It is cut behind so many bytes from the client. */
  synchronized void arm(int bytes) {
    fuseBytes = bytes;
  }

  private void carry(Socket from, Socket to, boolean hasFuse) {
    byte[] chunk = new byte[CHUNK_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        int passed = hasFuse ? burn(count) : count;
        out.write(chunk, 0, passed);
        if (passed < count) {
          cut();
          return;
        }
      }
    } catch (IOException e) {
      // One side is gone; the other is told below.
    }
    end();
  }

  /** How many of the next bytes still pass. */
  private synchronized int burn(int count) {
    if (fuseBytes == UNARMED) {
      return count;
    }
    int passed = Math.min(count, fuseBytes);
    fuseBytes -= passed;
    return passed;
  }

  private void cut() {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    listener.gone(this, true);
    switch (cut) {
      case RESET -> {
        reset(client);
        reset(gateway);
      }
      case END -> {
        close(client);
        close(gateway);
      }
      case UNHEARD -> {
        reset(client);
        endUnheard();
      }
    }
  }

  /** On the thread of the client's half; the other half ends at its next write. */
  private void endUnheard() {
    try {
      Thread.sleep(UNHEARD);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close(gateway);
  }

  /** One side has ended: so does the other. */
  void end() {
    if (over.compareAndSet(false, true)) {
      listener.gone(this, false);
      close(client);
      close(gateway);
    }
  }

  /** Ends it without the last bytes, as a vanished network does. */
  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already.
    }
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing to be done, and nothing left open.
    }
  }
}
