package io.drawbridge.cli.connect;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.client.ConnectionState;
import io.drawbridge.client.DrawbridgeClient;
import io.drawbridge.client.Push;
import io.drawbridge.examples.chat.protocol.Message;
import io.drawbridge.examples.chat.protocol.Send;
import io.drawbridge.wire.CloseReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One run of the command: what is read is sent, what arrives is printed, until both are done.
 * Threads: standard input has its own; pushes and states come one at a time; the two wait for each
 * other nowhere.
 */
final class Conversation {
  static final int CHAT = 1;

  /** Room for the other fields of {@link Send} in a message: a name of 128 bytes and its tags. */
  private static final int OTHER_FIELDS_BYTES = 256;

  static final int MAX_LINE_BYTES = DrawbridgeClient.MAX_BODY_BYTES - OTHER_FIELDS_BYTES;

  private final OutputStream out;
  private final StatusLine status;
  private final Goal goal;
  private final InOrder inOrder = new InOrder(this::print);
  private final CompletableFuture<End> end = new CompletableFuture<>();
  private final AtomicLong unacknowledged = new AtomicLong();
  private volatile boolean inputEnded;
  private volatile boolean refused;
  private volatile long printed; // written on the pushes' thread only

  Conversation(OutputStream out, StatusLine status, Goal goal) {
    this.out = out;
    this.status = status;
    this.goal = goal;
  }

  /** How and when it ended; never fails. */
  CompletableFuture<End> end() {
    return end;
  }

  /** How far it is, for people. */
  String progress() {
    return ": %d printed, %d sent lines not acknowledged".formatted(printed, unacknowledged.get());
  }

  /** A listener of the client's pushes. */
  void onPush(Push push) {
    if (end.isDone()) {
      return;
    }
    try {
      inOrder.accept(Message.parseFrom(push.body()));
    } catch (InvalidProtocolBufferException e) {
      status.say("a push that is not a chat message: " + e.getMessage());
    } catch (UncheckedIOException e) {
      fail("standard output: " + e.getMessage());
    } catch (IllegalStateException e) {
      fail(String.valueOf(e.getMessage()));
    }
  }

  /** A listener of the client's states. */
  void onState(ConnectionState state) {
    status.show(state);
    if (state instanceof ConnectionState.Closed(int code, String because)
        && code != CloseReason.CLIENT_LEFT.code()) {
      fail("closed by the gateway: " + because);
    }
  }

  /**
   * Sends every line of {@code in}, to whom {@code address} says; waits while the client's queue is
   * full. Returns when the input or the conversation has ended.
   */
  void send(InputStream in, DrawbridgeClient client, UnaryOperator<Send.Builder> address) {
    Lines lines = new Lines(in, MAX_LINE_BYTES);
    try {
      for (byte[] line = lines.next(); line != null && !end.isDone(); line = lines.next()) {
        Send message = address.apply(Send.newBuilder()).setText(ByteString.copyFrom(line)).build();
        long number = lines.number();
        unacknowledged.incrementAndGet();
        var _ =
            client
                .sendWhenRoom(CHAT, message.toByteArray())
                .whenComplete((receipt, failure) -> answered(number, failure));
      }
      inputEnded = true;
      endIfDone();
    } catch (IOException e) {
      fail("standard input: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("interrupted");
    }
  }

  private void answered(long line, @Nullable Throwable failure) {
    if (failure != null && !end.isDone()) {
      refused = true;
      status.say("line " + line + ": " + failure.getMessage());
    }
    unacknowledged.decrementAndGet();
    endIfDone();
  }

  private void print(Message message) {
    if (end.isDone()) {
      return;
    }
    try {
      message.getText().writeTo(out);
      out.write('\n');
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long now = printed + 1;
    printed = now;
    endIfDone();
  }

  private void endIfDone() {
    boolean sentAll = !goal.sends() || (inputEnded && unacknowledged.get() == 0);
    boolean printedAll = goal.expects() > 0 ? printed >= goal.expects() : goal.sends();
    if (sentAll && refused) {
      fail("not every line was taken"); // what is expected may well be the answer to it
    } else if (sentAll && printedAll) {
      end.complete(End.DONE);
    }
  }

  private void fail(String why) {
    end.complete(End.failed(why));
  }

  /**
   * When a conversation is over.
   *
   * @param sends standard input is sent, to its end, and acknowledged
   * @param expects so many messages are printed; 0: any number, and without sending it never ends
   */
  record Goal(boolean sends, long expects) {}

  /** The exit code, and what to say about it. */
  record End(int exitCode, Optional<String> because) {
    static final End DONE = new End(0, Optional.empty());

    static End failed(String why) {
      return new End(1, Optional.of(why));
    }
  }
}
