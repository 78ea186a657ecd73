package io.drawbridge.controlplane.operation;

import io.drawbridge.controlplane.directive.Switchboard;
import io.drawbridge.controlplane.operation.OperationStore.Unavailable;
import io.drawbridge.controlplane.snapshot.Reign;
import io.drawbridge.controlplane.snapshot.Snapshots;
import io.drawbridge.controlplane.vitals.Processes;
import io.drawbridge.controlplane.waves.FleetCourse;
import io.drawbridge.proto.control.v1.AbortOrder;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.PauseOrder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out operations while this replica leads. Nothing is sent that is not recorded, and
 * nothing is recorded but by who leads, so that a leader that was deposed without noticing can only
 * repeat what was decided.
 *
 * <p>Threads: requests from any, they block for some seconds at most; everything is done on one
 * thread of its own, which waits for the store.
 */
public final class Operations implements OperationDesk, AutoCloseable {
  /** Carried out at the same time by one region; a further one is refused. */
  public static final int MAX_LIVE = 64;

  private static final Duration TICK = Duration.ofMillis(200);
  private static final Duration PAUSE_WITHOUT_STORE = Duration.ofSeconds(1);

  /** The store's three tries, and those before us. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Operations.class);

  private final String region;
  private final Reign reign;
  private final Sight sight;
  private final Switchboard switchboard;
  private final Ledger ledger;
  private final Errands errands;
  private final WaveLeader waves;
  private final FleetLeader fleets;
  private final Intake intake;
  private final LongSupplier nanoClock;
  private final Map<String, Attendance> attended = new HashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("operations").daemon().factory());
  private Optional<Long> pausedNanos = Optional.empty();

  /**
   * What operations work with.
   *
   * @param others desks of the other regions, by name
   */
  public record Parts(
      OperationStore store,
      OperationLog log,
      Reign reign,
      Snapshots snapshots,
      Switchboard switchboard,
      Processes processes,
      Map<String, OperationDesk> others) {}

  /** Of one region; nothing is done before {@link #start}. */
  public Operations(
      String region,
      long fleetGeneration,
      Parts parts,
      InstantSource clock,
      LongSupplier nanoClock) {
    this.region = region;
    this.reign = parts.reign();
    this.switchboard = parts.switchboard();
    this.sight = new SnapshotSight(region, parts.snapshots(), switchboard, parts.processes());
    this.ledger = new Ledger(parts.store(), parts.log(), fleetGeneration, clock);
    this.errands =
        new Errands(
            parts.others(),
            task -> Thread.ofVirtual().name("errand").start(task),
            clock,
            nanoClock);
    this.waves = new WaveLeader(sight, ledger, this::recorded, clock, nanoClock);
    this.fleets =
        new FleetLeader(
            region,
            FleetCourse.order(parts.others().keySet(), region),
            ledger,
            this::recorded,
            clock);
    this.intake = new Intake(region, sight, ledger, errands, this::recorded, clock);
    this.nanoClock = nanoClock;
  }

  public Operations start() {
    var _ = thread.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  @Override
  public Answer request(OperationOrder order) {
    return answered(() -> intake.take(order));
  }

  @Override
  public Answer abort(AbortOrder order) {
    return answered(() -> intake.takeBack(order));
  }

  @Override
  public Answer pause(PauseOrder order) {
    return answered(() -> intake.pause(order));
  }

  @Override
  public Answer find(String id) {
    return answered(() ->
        ledger.find(id).<Answer>map(Answer.Accepted::new).orElseGet(Answer.UnknownOperation::new));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  /** What a request does on the thread. */
  private interface Request {
    Answer answer() throws Unavailable;
  }

  private Answer answered(Request request) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    try {
      thread.execute(() -> {
        Answer attempted = attempted(request);
        tick(); // first: whoever is told "aborted" must not see a part of it begin afterwards
        answer.complete(attempted);
      });
      return answer.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Unavailable("interrupted");
    } catch (TimeoutException e) {
      return new Answer.Unavailable("not recorded within " + ANSWER_WITHIN.toSeconds() + " s");
    } catch (ExecutionException | RejectedExecutionException e) {
      return new Answer.Unavailable("this replica is stopping");
    }
  }

  private Answer attempted(Request request) {
    try {
      if (!reigns()) {
        return new Answer.NotLeading();
      }
      return request.answer();
    } catch (Unavailable e) {
      return new Answer.Unavailable(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      log.error("operations: request failed", e);
      return new Answer.Unavailable("a defect; the control plane's log says more");
    }
  }

  /** Must not throw: a repeated task that does is never run again. */
  private void tick() {
    long now = nanoClock.getAsLong();
    if (pausedNanos.filter(since -> now - since < PAUSE_WITHOUT_STORE.toNanos()).isPresent()) {
      return;
    }
    try {
      if (reigns()) {
        for (Operation listed : ledger.live()) {
          // one that went before may have changed it
          Optional<Operation> current =
              ledger.find(listed.getId()).filter(each -> !Kinds.isOver(each));
          if (current.isPresent()) {
            goOnApart(current.get());
          }
        }
        ledger.trim();
      }
      pausedNanos = Optional.empty();
    } catch (Unavailable e) {
      if (pausedNanos.isEmpty()) { // one line per outage
        log.warn("operations: {}; they wait", e.getMessage());
      }
      pausedNanos = Optional.of(nanoClock.getAsLong());
    } catch (RuntimeException e) {
      log.error("operations: a turn failed", e);
    }
  }

  /** True if this replica leads, and has read what was recorded before. */
  private boolean reigns() throws Unavailable {
    Optional<Long> epoch = reign.ownEpoch();
    if (epoch.isEmpty()) {
      ledger.close();
    } else if (!epoch.equals(ledger.epoch())) {
      attended.keySet().forEach(switchboard::forget);
      attended.clear();
      errands.forgetAll();
      waves.forgetAll();
      ledger.open(epoch.get());
    }
    return epoch.isPresent();
  }

  /** A defect that one operation meets stops none of the others. */
  private void goOnApart(Operation recorded) throws Unavailable {
    try {
      goOn(recorded);
    } catch (RuntimeException e) {
      log.error("operations: {} cannot go on", recorded.getId(), e);
    }
  }

  private void goOn(Operation recorded) throws Unavailable {
    if (!isOwn(recorded.getOrder())) {
      followElsewhere(recorded);
      return;
    }
    if (recorded.getOrder().hasRestartWaves()) {
      waves.goOn(recorded);
      return;
    }
    if (recorded.getOrder().hasRestartFleet()) {
      fleets.goOn(recorded);
      return;
    }
    Operation operation = recorded;
    long now = nanoClock.getAsLong();
    Attendance attendance = attendance(operation);
    Optional<Operation> next = Course.next(operation, attendance.look(operation, now));
    while (next.isPresent() && attendance.isWorthWriting(operation, next.get(), now)) {
      Optional<Operation> written = recorded(next.get(), "", note(operation, next.get()));
      if (written.isEmpty() || Kinds.isOver(written.get())) {
        return;
      }
      operation = written.get();
      next = Course.next(operation, attendance.look(operation, now));
    }
    boolean stillReigns = ledger.epoch().isPresent() && ledger.epoch().equals(reign.ownEpoch());
    if (stillReigns && attendance.shouldSend(operation, now)) {
      Directive step =
          Directive.newBuilder().setFence(ledger.fence()).setStep(operation.getStep()).build();
      boolean sent = switchboard.send(operation.getOrder().getGateway(), step);
      log.debug("{} step {}: sent {}", operation.getId(), step.getStep().getNumber(), sent);
    }
  }

  private void followElsewhere(Operation operation) throws Unavailable {
    Optional<Operation> next = errands.next(operation);
    if (next.isPresent()) {
      var _ = recorded(next.get(), "", Elsewhere.note(operation, next.get()));
    }
  }

  private Attendance attendance(Operation operation) {
    switchboard.await(operation.getId());
    return attended.computeIfAbsent(
        operation.getId(),
        id -> new Attendance(operation, sight, switchboard, nanoClock.getAsLong()));
  }

  private Optional<Operation> recorded(Operation next, String by, String note) throws Unavailable {
    Optional<Operation> written = ledger.record(next, by, note);
    if (written.isPresent()) {
      if (isOwn(next.getOrder())) {
        attendance(next).recorded(next, nanoClock.getAsLong());
      }
      if (Kinds.isOver(next)) {
        switchboard.forget(next.getId());
        attended.remove(next.getId());
        errands.forget(next.getId());
        waves.forget(next.getId());
        log.info("{}: {}, {}", next.getId(), next.getState(), next.getText());
      }
    }
    return written;
  }

  private static String note(Operation before, Operation next) {
    if (Kinds.isOver(next)) {
      return next.getState() + ": " + next.getText();
    }
    int step = next.getStep().getNumber();
    return step == before.getStep().getNumber()
        ? ""
        : "step " + step + ": " + next.getStep().getActionCase();
  }

  private boolean isOwn(OperationOrder order) {
    return order.getRegion().isEmpty() || order.getRegion().equals(region);
  }
}
