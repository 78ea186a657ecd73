package io.drawbridge.recorder.clients;

import io.drawbridge.client.ClientClosedException;
import io.drawbridge.client.ConnectionState;
import io.drawbridge.client.DrawbridgeClient;
import io.drawbridge.client.MessageRefusedException;
import io.drawbridge.client.Push;
import io.drawbridge.client.Receipt;
import io.drawbridge.recorder.body.Question;
import io.drawbridge.recorder.body.Question.Wish;
import io.drawbridge.recorder.body.Told;
import io.drawbridge.recorder.history.Kind;
import io.drawbridge.recorder.history.Recorder;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One client instance with one lane. Threads: any. */
final class Person implements AutoCloseable {
  /** A reason that no gateway tells: the library's queue was full. */
  static final int QUEUE_FULL = 1_000;

  /** Beyond it nothing is sent: the queue of the library holds 1,000. */
  private static final int MAX_PENDING = 500;

  private final int number;
  private final Recorder recorder;
  private final Tally tally;
  private final Habits habits;
  private final DrawbridgeClient client;
  private long sent; // guarded by this
  private int pending; // guarded by this
  private boolean connected; // the listeners' thread alone, as are the next two
  private long sessionHigh;
  private long sessionLow;

  /**
   * What distinguishes persons.
   *
   * @param validity of their tokens, which they renew in time
   * @param handling how long they take for a push; those who take long have a short queue as well
   */
  record Habits(int service, Duration validity, Duration handling, Duration silence) {}

  Person(int number, Habits habits, Front front, Tokens tokens, Recorder recorder, Tally tally) {
    this.number = number;
    this.recorder = recorder;
    this.tally = tally;
    this.habits = habits;
    String user = "recorded-" + number;
    var builder =
        DrawbridgeClient.builder()
            .ipconfig("ipconfig.drawbridge.local", front.port())
            .httpDns("http://" + Wires.HOST + ":" + front.port())
            .device(user)
            .token(() -> tokens.token(user, habits.validity()))
            .silence(habits.silence(), habits.silence())
            .longestBackoff(Duration.ofSeconds(1))
            .onState(this::changed)
            .onPush(this::delivered);
    if (!habits.handling().isZero()) {
      builder.pushQueue(4, 1 << 10);
    }
    client = builder.connect();
  }

  /** False when it waits for too many acks already. */
  synchronized boolean send(Wish wish, int workMillis) {
    if (pending >= MAX_PENDING) {
      return false;
    }
    sent++;
    pending++;
    tally.sent.increment();
    long message = sent;
    recorder.write(Kind.SEND, number, 0, message);
    var _ =
        client
            .send(habits.service(), new Question(number, message, wish, workMillis).toBytes())
            .whenComplete((receipt, failure) -> ended(message, receipt, failure));
    return true;
  }

  private void ended(long message, @Nullable Receipt receipt, @Nullable Throwable failure) {
    if (receipt != null) {
      recorder.write(Kind.ACKED, number, 0, message, receipt.seq(), 0);
      tally.acked.increment();
    } else {
      recordFailure(message, failure);
      tally.refused.increment();
    }
    synchronized (this) {
      pending--;
    }
  }

  private void recordFailure(long message, @Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof ClientClosedException closed) {
      recorder.write(Kind.FAILED, number, closed.mayHaveArrived() ? 1 : 0, message);
    } else if (cause instanceof MessageRefusedException refused) {
      recorder.write(Kind.REFUSED, number, refused.reason().getNumber(), message);
    } else {
      recorder.write(Kind.REFUSED, number, QUEUE_FULL, message);
    }
  }

  synchronized int pending() {
    return pending;
  }

  boolean isConnected() {
    return client.state() instanceof ConnectionState.Connected;
  }

  private void changed(ConnectionState state) {
    if (connected) {
      recorder.write(Kind.LOST, number, 0, 0);
      connected = false;
    }
    if (state instanceof ConnectionState.Connected now) {
      sessionHigh = Long.parseUnsignedLong(now.session(), 0, 16, 16);
      sessionLow = Long.parseUnsignedLong(now.session(), 16, 32, 16);
      recorder.write(Kind.CONNECTED, number, now.resumed() ? 1 : 0, 0, sessionHigh, sessionLow);
      connected = true;
      tally.connections.increment();
      if (now.resumed()) {
        tally.resumed.increment();
      }
    }
  }

  private void delivered(Push push) {
    long told = Told.of(push.body()).push();
    recorder.write(Kind.DELIVERED, number, 0, told, sessionHigh, sessionLow);
    tally.delivered.increment();
    if (!habits.handling().isZero()) {
      LockSupport.parkNanos(habits.handling().toNanos());
    }
  }

  /** Ends in order; waits until every listener was told. */
  @Override
  public void close() {
    client.close();
    try {
      var _ = client.closed().get(5, TimeUnit.SECONDS);
      recorder.write(Kind.CLOSED, number, 0, 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // No CLOSED is written: the history says that it did not end in order.
    }
  }
}
