package io.drawbridge.gateway.handover;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.proto.handover.v1.FromPredecessor;
import io.drawbridge.proto.handover.v1.FromSuccessor;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The old process's line to its successor: what that says is read on a thread of its own, so that
 * it can be waited for in time.
 *
 * <p>Threads: one.
 */
final class Conversation implements AutoCloseable {
  /** The successor answers batches, of which few are under way. */
  private static final int MAX_UNREAD = 64;

  private final UnixSocket socket;
  private final BlockingQueue<Heard> heard = new ArrayBlockingQueue<>(MAX_UNREAD);
  private final Thread reader;

  private sealed interface Heard {
    record Said(FromSuccessor message) implements Heard {}

    record Ended(String why) implements Heard {}
  }

  Conversation(UnixSocket socket) {
    this.socket = socket;
    this.reader =
        Thread.ofPlatform().name("hand-over-reader").daemon().start(this::readUntilTheEnd);
  }

  private void readUntilTheEnd() {
    try (socket) {
      Heard next;
      do {
        next = read();
        heard.put(next);
      } while (next instanceof Heard.Said);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Heard read() {
    try {
      UnixSocket.Received received = socket.receive();
      received.closeDescriptors(); // a successor has none to give
      return new Heard.Said(FromSuccessor.parseFrom(received.bytes()));
    } catch (InvalidProtocolBufferException e) {
      return new Heard.Ended("what the successor says is unreadable: " + e.getMessage());
    } catch (IOException e) {
      return new Heard.Ended(String.valueOf(e.getMessage()));
    }
  }

  void say(FromPredecessor message, int... descriptors) throws IOException {
    socket.send(message.toByteArray(), descriptors);
  }

  /**
   * The next thing the successor says; null when that takes too long.
   *
   * @throws IOException when it has ended
   */
  @Nullable FromSuccessor next(Duration within) throws IOException, InterruptedException {
    return switch (heard.poll(within.toMillis(), TimeUnit.MILLISECONDS)) {
      case Heard.Said(FromSuccessor message) -> message;
      case Heard.Ended ended -> {
        heard.add(ended); // for whoever asks again
        throw new IOException(ended.why());
      }
      case null -> null;
    };
  }

  /** Waits for one kind of message, which must be the next. */
  FromSuccessor expect(FromSuccessor.KindCase kind, Duration within)
      throws IOException, InterruptedException {
    FromSuccessor next = next(within);
    if (next == null || next.getKindCase() != kind) {
      throw new IOException(
          (next == null ? "nothing within " + within.toMillis() + " ms" : next.getKindCase())
              + " from the successor (expected: "
              + kind
              + ")");
    }
    return next;
  }

  @Override
  public void close() {
    socket.end();
    reader.interrupt();
  }
}
