package io.drawbridge.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.drawbridge.controlplane.directive.Switchboard;
import io.drawbridge.controlplane.operation.Answer;
import io.drawbridge.controlplane.operation.OperationLog;
import io.drawbridge.controlplane.operation.OperationStore;
import io.drawbridge.controlplane.operation.Operations;
import io.drawbridge.controlplane.snapshot.Reign;
import io.drawbridge.controlplane.snapshot.Snapshots;
import io.drawbridge.controlplane.vitals.Processes;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.EtcdServer;
import io.drawbridge.coordination.Guard;
import io.drawbridge.coordination.Leadership;
import io.drawbridge.coordination.registry.RegionKeys;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.Drain;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationState;
import io.drawbridge.proto.control.v1.Undrain;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A leader that is stopped in the middle of a drain and continued when another leads. */
class DeposedLeaderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String GATEWAY = "gw-1";

  private final EtcdServer server = EtcdServer.start();
  private final Coordination etcd = server.connect();
  private final SteppedClients gateway = new SteppedClients(10);
  private final List<Replicant> replicants = new ArrayList<>();

  @AfterEach
  void stop() {
    replicants.forEach(Replicant::close);
    etcd.close();
    server.close();
  }

  @Test
  void writesNothingAndMovesNobodyWhenItIsContinued() {
    Replicant old = replicant("cp-1");
    Operation drain = accepted(old.operations.request(drain()));
    await().atMost(PATIENCE).until(() -> gateway.taken().size() == 2);
    await().atMost(PATIENCE).until(() -> old.log.find(drain.getId()).orElseThrow().hasProgress());

    old.stopBeforeTheNextWrite();
    gateway.left(5); // which makes it want to write
    await().atMost(PATIENCE).until(old::isStopped);
    old.leadership.close(); // as the end of its lease does

    Replicant next = replicant("cp-2");
    await().atMost(PATIENCE).until(() -> next.progress(drain.getId()) == 5);
    assertThat(next.epoch).isGreaterThan(old.epoch);
    int writtenBefore = old.written.get();

    old.carryOn();
    await().atMost(PATIENCE).until(() -> old.refused.get() > 0);
    assertThat(old.operations.request(undrain())).isNotInstanceOf(Answer.Accepted.class);
    await().atMost(PATIENCE).until(() -> !gateway.refused().isEmpty());
    gateway.left(0);
    await()
        .atMost(PATIENCE)
        .until(() -> next.state(drain.getId()) == OperationState.OPERATION_DONE);

    assertThat(old.written).hasValue(writtenBefore);
    assertThat(gateway.taken())
        .allMatch(directive -> directive.getStep().getOperation().equals(drain.getId()))
        .extracting(directive -> directive.getStep().getNumber())
        .containsExactly(1, 2);
    assertThat(gateway.refused())
        .extracting(directive -> directive.getFence().getLeaderEpoch())
        .containsOnly(old.epoch);
  }

  @Test
  void theNextLeaderGoesOnFromTheRecordedStep() {
    Replicant first = replicant("cp-1");
    Operation drain = accepted(first.operations.request(drain()));
    await().atMost(PATIENCE).until(() -> gateway.taken().size() == 2);
    first.close();
    gateway.left(3);

    Replicant second = replicant("cp-2");
    await().atMost(PATIENCE).until(() -> second.progress(drain.getId()) == 3);
    second.close();
    gateway.left(0);
    Replicant third = replicant("cp-3");
    await()
        .atMost(PATIENCE)
        .until(() -> third.state(drain.getId()) == OperationState.OPERATION_DONE);

    assertThat(gateway.taken()).hasSize(2);
    assertThat(third.log.find(drain.getId()).orElseThrow().getFence().getLeaderEpoch())
        .isEqualTo(third.epoch);
  }

  private Replicant replicant(String name) {
    Replicant replicant = new Replicant(name);
    replicants.add(replicant);
    return replicant;
  }

  private static Operation accepted(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Accepted.class);
    return ((Answer.Accepted) answer).operation();
  }

  private static OperationOrder drain() {
    return OperationOrder.newBuilder()
        .setGateway(GATEWAY)
        .setDrain(Drain.newBuilder().setDeadlineMillis(60_000).setLingerMillis(60_000))
        .build();
  }

  private static OperationOrder undrain() {
    return OperationOrder.newBuilder()
        .setGateway("gw-2")
        .setUndrain(Undrain.getDefaultInstance())
        .build();
  }

  /** What a replica is to operations. It never notices that it was deposed: the worst there is. */
  private final class Replicant implements Reign, AutoCloseable {
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final OperationLog log = new OperationLog();
    private final Switchboard switchboard = new Switchboard();
    private final Leadership leadership;
    private final long epoch;
    private final Operations operations;
    private volatile Optional<CountDownLatch> stopped = Optional.empty();
    private volatile boolean waits;
    private boolean closed;

    Replicant(String name) {
      leadership =
          etcd.campaign(
              new RegionKeys("r").leader(),
              name,
              ByteString.copyFromUtf8(name),
              Duration.ofSeconds(2),
              new Leadership.Listener() {
                @Override
                public void gained(Guard guard) {}

                @Override
                public void lost(Guard guard) {}
              });
      await().atMost(PATIENCE).until(() -> leadership.guard().isPresent());
      Guard guard = leadership.guard().orElseThrow();
      epoch = guard.epoch();
      switchboard.attached(GATEWAY, 1, this::tell);
      switchboard.attached("gw-2", 1, this::tell);
      operations =
          new Operations(
                  "r",
                  1,
                  new Operations.Parts(
                      new Stoppable(new EtcdOperations(etcd, "r", reign -> guard)),
                      log,
                      this,
                      new Snapshots(),
                      switchboard,
                      new Processes(System::nanoTime),
                      Map.of()),
                  InstantSource.system(),
                  System::nanoTime)
              .start();
    }

    private void tell(Directive directive) {
      var result = gateway.apply(directive);
      switchboard.heard(List.of(result));
      switchboard.heard(gateway.news());
    }

    @Override
    public Optional<Long> ownEpoch() {
      return Optional.of(epoch);
    }

    @Override
    public boolean isElsewhere() {
      return false;
    }

    OperationState state(String id) {
      return log.find(id).map(Operation::getState).orElse(OperationState.UNRECOGNIZED);
    }

    int progress(String id) {
      return log.find(id).map(operation -> operation.getProgress().getLeft()).orElse(-1);
    }

    void stopBeforeTheNextWrite() {
      stopped = Optional.of(new CountDownLatch(1));
    }

    boolean isStopped() {
      return waits;
    }

    void carryOn() {
      stopped.orElseThrow().countDown();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        stopped.ifPresent(CountDownLatch::countDown);
        operations.close();
        leadership.close();
      }
    }

    /** A write that was decided waits while the process is stopped. */
    private final class Stoppable implements OperationStore {
      private final OperationStore real;

      Stoppable(OperationStore real) {
        this.real = real;
      }

      @Override
      public List<Stored> all() throws Unavailable {
        return real.all();
      }

      @Override
      public Change write(Operation operation, long revision, long reign) throws Unavailable {
        awaitContinuation();
        return counted(real.write(operation, revision, reign));
      }

      @Override
      public Change delete(Stored operation, long reign) throws Unavailable {
        awaitContinuation();
        return counted(real.delete(operation, reign));
      }

      private Change counted(Change change) {
        (change instanceof Change.Done ? written : refused).incrementAndGet();
        return change;
      }

      private void awaitContinuation() {
        stopped.ifPresent(latch -> {
          waits = true;
          try {
            latch.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
      }
    }
  }
}
