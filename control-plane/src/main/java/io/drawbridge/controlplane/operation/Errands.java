package io.drawbridge.controlplane.operation;

import io.drawbridge.proto.control.v1.AbortOrder;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Operations that other regions carry out for this one: asks for them, and asks how they stand. A
 * region that is cut off is asked again; whether it has taken the operation or not, there is one.
 *
 * <p>Threads: one; for each operation, of which there are at most {@link #MAX_OF_REGION} for each
 * region, one question is under way elsewhere.
 */
final class Errands {
  /**
   * Asked for here and not over, for one other region; a further one is refused. They take no place
   * from this region's own, nor from those for a third, while their region is away.
   */
  static final int MAX_OF_REGION = Operations.MAX_LIVE; // it carries out no more at a time

  /** A region that did not answer is asked again so soon, twice as late each time. */
  static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /** So that a region that is back hears of it within seconds. */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

  /** How an operation stands there is asked so often. */
  static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final Map<String, OperationDesk> regions;
  private final Executor asking;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final Map<String, Errand> errands = new HashMap<>();

  /**
   * Nothing is asked yet.
   *
   * @param regions the others, by name
   * @param asking where one may wait for an answer; is interrupted when nobody wants it any more
   */
  Errands(
      Map<String, OperationDesk> regions,
      Executor asking,
      InstantSource clock,
      LongSupplier nanoClock) {
    this.regions = Map.copyOf(regions);
    this.asking = asking;
    this.clock = clock;
    this.nanoClock = nanoClock;
  }

  /** True if the order is for a region that is known, and not passed on by another. */
  boolean takes(OperationOrder order) {
    return order.getParent().isEmpty() && regions.containsKey(order.getRegion());
  }

  /** {@link Answer.Full} if there are as many for its region as may be, among those under way. */
  Optional<Answer> fullness(OperationOrder order, List<Operation> live) {
    long same =
        live.stream().filter(operation -> operation.getRegion().equals(order.getRegion())).count();
    return same >= MAX_OF_REGION ? Optional.of(new Answer.Full()) : Optional.empty();
  }

  /** The operation as it should be recorded by what was heard; empty = nothing is new. */
  Optional<Operation> next(Operation operation) {
    Errand errand =
        errands.computeIfAbsent(operation.getId(), _ -> new Errand(nanoClock.getAsLong()));
    errand.callBack(operation);
    Optional<Answer> heard = errand.heard();
    errand.ask(operation);
    return heard
        .map(answer -> Elsewhere.next(operation, answer, clock.millis()))
        .filter(next -> !next.equals(operation));
  }

  void forget(String id) {
    errands.remove(id);
  }

  void forgetAll() {
    errands.clear();
  }

  private Answer asked(Operation operation) {
    OperationDesk desk = regions.get(operation.getRegion());
    if (desk == null) {
      return new Answer.UnknownRegion();
    }
    if (operation.getState() == OperationState.ABORTING) {
      return desk.abort(
          AbortOrder.newBuilder()
              .setOperation(Elsewhere.child(operation))
              .setRequestedBy(operation.getOrder().getRequestedBy())
              .setOrder(Elsewhere.order(operation))
              .build());
    }
    if (Pausing.isHeldHere(operation)) { // what has left before that may have come
      return desk.find(Elsewhere.child(operation));
    }
    if (operation.getChild().isEmpty()) {
      return desk.request(Elsewhere.order(operation));
    }
    return operation.hasUntoldPause()
        ? desk.pause(
            operation.getUntoldPause().toBuilder().setOperation(operation.getChild()).build())
        : desk.find(operation.getChild());
  }

  /** What is asked about one operation. */
  private final class Errand {
    private @Nullable Question question;
    private long dueNanos;
    private long pauseNanos = FIRST_PAUSE.toNanos();

    Errand(long dueNanos) {
      this.dueNanos = dueNanos;
    }

    /** The answer that has come since; each once. */
    Optional<Answer> heard() {
      Question asked = question;
      if (asked == null || !asked.answer.isDone()) {
        return Optional.empty();
      }
      question = null;
      Answer heard = asked.result();
      dueNanos = nanoClock.getAsLong() + pauseAfter(heard);
      return Optional.of(heard);
    }

    /**
     * An order that has not left yet shall not leave once it is aborted or paused: that goes
     * instead. What was answered by then is not heard: it says nothing of what is asked now.
     */
    void callBack(Operation operation) {
      Question asked = question;
      if (asked != null && isOvertaken(asked.operation, operation)) {
        asked.answer.cancel(true);
        question = null;
        dueNanos = nanoClock.getAsLong();
      }
    }

    /** When it is time, and nothing is under way. */
    void ask(Operation operation) {
      if (question == null && nanoClock.getAsLong() - dueNanos >= 0) {
        Question next = new Question(operation, new FutureTask<>(() -> asked(operation)));
        question = next;
        asking.execute(next.answer);
      }
    }

    private boolean isOvertaken(Operation asked, Operation now) {
      boolean aborted =
          now.getState() == OperationState.ABORTING && asked.getState() != OperationState.ABORTING;
      return aborted || Pausing.isHeldHere(now) != Pausing.isHeldHere(asked);
    }

    private long pauseAfter(Answer heard) {
      if (!Elsewhere.isSilence(heard)) {
        pauseNanos = FIRST_PAUSE.toNanos();
        return LOOK_EVERY.toNanos();
      }
      long drawn = pauseNanos / 2 + ThreadLocalRandom.current().nextLong(pauseNanos / 2);
      pauseNanos = Math.min(LONGEST_PAUSE.toNanos(), 2 * pauseNanos);
      return drawn;
    }
  }

  /**
   * What is under way.
   *
   * @param operation as it was when it was asked
   */
  private record Question(Operation operation, FutureTask<Answer> answer) {
    /** Of one that is done. */
    Answer result() {
      return switch (answer.state()) {
        case SUCCESS -> answer.resultNow();
        case FAILED -> new Answer.Unavailable(String.valueOf(answer.exceptionNow()));
        case CANCELLED, RUNNING -> new Answer.Unavailable("not asked");
      };
    }
  }
}
