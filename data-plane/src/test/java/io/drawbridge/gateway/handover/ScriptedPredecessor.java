package io.drawbridge.gateway.handover;

import io.drawbridge.proto.handover.v1.FromPredecessor;
import io.drawbridge.proto.handover.v1.FromSuccessor;
import java.io.IOException;
import java.nio.file.Path;

/** An old process that goes as far as a test wants, and no further. */
public final class ScriptedPredecessor implements AutoCloseable {
  private final UnixSocket listener;

  private ScriptedPredecessor(UnixSocket listener) {
    this.listener = listener;
  }

  /** Waits there; answers nobody before {@link #accept}. */
  public static ScriptedPredecessor at(Path path) throws IOException {
    return new ScriptedPredecessor(UnixSocket.listen(path));
  }

  /** The line to whoever comes next. */
  public Line accept() throws IOException {
    return new Line(listener.accept());
  }

  /** A successor as it sees one. */
  public static final class Line implements AutoCloseable {
    private final UnixSocket socket;

    private Line(UnixSocket socket) {
      this.socket = socket;
    }

    /** What it says next. */
    public FromSuccessor hear() throws IOException {
      return FromSuccessor.parseFrom(socket.receive().bytes());
    }

    /** Says this to it. */
    public void say(FromPredecessor.Builder message) throws IOException {
      socket.send(message.build().toByteArray());
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  @Override
  public void close() {
    listener.close();
  }
}
