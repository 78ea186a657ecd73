package io.drawbridge.client.lane;

import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.ProtocolViolation;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one service, in order, from {@code send} to their acknowledgement.
 *
 * <pre>
 *   acknowledged | sent on this connection | queued
 *   1 ... acked  | in flight               | ... last
 * </pre>
 *
 * A refusal and a new connection move messages from "in flight" back to the head of "queued";
 * numbers never change. Not thread-safe.
 */
final class Lane {
  /** Between two probes of a lane that is not admitted. */
  static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A refusal without a delay must not become a loop at the speed of the network. */
  static final long LEAST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  final int service;
  private final RandomGenerator random;
  private final ArrayDeque<Message> inFlight = new ArrayDeque<>();
  private final ArrayDeque<Message> queued = new ArrayDeque<>();
  private long inFlightBytes;
  private long acked;
  private long last;
  private long highestSent;
  private long retryNanos;
  private long nextProbeNanos;
  private long dueNanos = Long.MAX_VALUE;
  private boolean admitted = true;
  private long turnedAway;
  private @Nullable Refusal closedBecause;

  Lane(int service, RandomGenerator random) {
    this.service = service;
    this.random = random;
  }

  /** Numbers the message and queues it; on a lane the gateway does not take, refuses it at once. */
  void offer(byte[] body, Outcome outcome) {
    if (closedBecause != null) {
      outcome.refused(closedBecause, false);
      return;
    }
    queued.addLast(new Message(++last, body, outcome));
  }

  /** The first number that is not acknowledged, else the next to be used. */
  long firstUnacknowledged() {
    return acked + 1;
  }

  boolean isSettled() {
    return inFlight.isEmpty();
  }

  /** True when every message has ended. */
  boolean isEmpty() {
    return inFlight.isEmpty() && (queued.isEmpty() || closedBecause != null);
  }

  /** A new connection: everything unacknowledged is to be sent again. */
  void reconnected() {
    inFlight.forEach(Message::lost);
    takeBack(firstUnacknowledged());
    closedBecause = null;
    admitted = true;
    turnedAway = 0;
  }

  void admit(boolean nowAdmitted) {
    admitted = nowAdmitted;
  }

  /** The next frame to write, or null when there is none or none may go now. */
  @Nullable Upstream poll(LaneLimits limits, long nowNanos) {
    if (closedBecause != null) {
      dueNanos = Long.MAX_VALUE;
      return null;
    }
    refuseTooLarge(limits);
    Message next = queued.peekFirst();
    boolean mayGo = next != null && fits(next, limits);
    dueNanos = mayGo ? notBeforeNanos() : Long.MAX_VALUE;
    if (next == null || nowNanos < dueNanos) {
      return null;
    }
    retryNanos = 0;
    queued.removeFirst();
    inFlight.addLast(next);
    inFlightBytes += next.bytes();
    highestSent = Math.max(highestSent, next.seq);
    nextProbeNanos = nowNanos + PROBE_NANOS;
    return next.send(service);
  }

  /** When {@link #poll}, which has just answered null, may answer something else by itself. */
  long nextDueNanos() {
    return dueNanos;
  }

  /** UPSTREAM_ACK: everything up to {@code seq} is with the business. */
  void acknowledged(long seq) throws ProtocolViolation {
    if (seq > highestSent) {
      throw new ProtocolViolation(
          CloseReason.PROTOCOL,
          "ack of %d in lane %d (expected: <= %d)".formatted(seq, service, highestSent));
    }
    for (Message message = inFlight.peekFirst();
        message != null && message.seq <= seq;
        message = inFlight.peekFirst()) {
      inFlight.removeFirst();
      inFlightBytes -= message.bytes();
      message.acknowledge();
    }
    // A resumed gateway may know more than was sent again on this connection.
    while (!queued.isEmpty() && queued.getFirst().seq <= seq) {
      queued.removeFirst().acknowledge();
    }
    acked = Math.max(acked, seq);
    if (acked >= turnedAway) {
      turnedAway = 0;
    }
  }

  /** UPSTREAM_NACK: nothing from {@code seq} on was taken. */
  void refused(long seq, Nack nack, long nowNanos) throws ProtocolViolation {
    if (seq <= acked || seq > highestSent + 1) {
      throw new ProtocolViolation(
          CloseReason.PROTOCOL,
          "nack of %d in lane %d (expected: %d to %d)"
              .formatted(seq, service, acked + 1, highestSent + 1));
    }
    inFlight.stream().filter(message -> message.seq >= seq).forEach(Message::notTaken);
    takeBack(seq);
    if (nack.refusal().reason() == NackReason.NOT_ADMITTED) {
      turnedAway = seq;
    }
    if (nack.isFinal()) {
      giveUp(seq, nack.refusal());
    } else {
      retryNanos = nowNanos + delayNanos(nack);
    }
  }

  /** The client ends: every message is forgotten, what was sent with its fate unknown. */
  void abandonAll() {
    takeBack(firstUnacknowledged());
    queued.forEach(Message::abandon);
    queued.clear();
    acked = last;
  }

  private void refuseTooLarge(LaneLimits limits) {
    Message next = queued.peekFirst();
    if (next != null && next.bytes() > limits.maxBodyBytes()) {
      next.refuse(
          new Refusal(
              NackReason.TOO_LARGE,
              "body: %d bytes (expected: <= %d)".formatted(next.bytes(), limits.maxBodyBytes())));
    }
  }

  private boolean fits(Message next, LaneLimits limits) {
    return inFlight.isEmpty()
        || (inFlight.size() < limits.windowMessages()
            && inFlightBytes + next.bytes() <= limits.windowBytes());
  }

  private long notBeforeNanos() {
    boolean mayOnlyProbe = !admitted || turnedAway != 0;
    return mayOnlyProbe ? Math.max(retryNanos, nextProbeNanos) : retryNanos;
  }

  private void takeBack(long fromSeq) {
    while (!inFlight.isEmpty() && inFlight.getLast().seq >= fromSeq) {
      Message message = inFlight.removeLast();
      inFlightBytes -= message.bytes();
      queued.addFirst(message);
    }
  }

  private void giveUp(long seq, Refusal refusal) {
    Message message = queued.peekFirst();
    if (message == null || message.seq != seq) {
      return; // a number that was not used yet: nothing to give up
    }
    if (message.isVoid()) {
      // Not even a void is taken: this lane has no way forward on this connection.
      closeBecause(refusal);
    } else {
      message.refuse(refusal);
    }
  }

  /**
   * Fails everything. Numbers that nobody has are used again; one that may have arrived stays given
   * up: under it the business would take another message for a repeat.
   */
  private void closeBecause(Refusal refusal) {
    closedBecause = refusal;
    queued.forEach(each -> each.refuse(refusal));
    while (!queued.isEmpty() && !queued.getLast().mayBeTaken()) {
      last = queued.removeLast().seq - 1;
    }
  }

  private long delayNanos(Nack nack) {
    if (nack.refusal().reason() == NackReason.GAP && nack.retryAfterNanos() == 0) {
      return 0;
    }
    long retry = Math.max(nack.retryAfterNanos(), LEAST_RETRY_NANOS);
    return (long) (retry * random.nextDouble(1, 1.5));
  }
}
