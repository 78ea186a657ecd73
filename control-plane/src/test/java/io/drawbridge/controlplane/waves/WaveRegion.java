package io.drawbridge.controlplane.waves;

import io.drawbridge.controlplane.vitals.Running;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationState;
import io.drawbridge.proto.control.v1.Replaced;
import io.drawbridge.proto.control.v1.Restart;
import io.drawbridge.proto.control.v1.RestartWaves;
import io.drawbridge.proto.control.v1.Vitals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Gateways gw-000, gw-001 ... and a leader that restarts them in waves; time passes by turns. */
final class WaveRegion {
  static final Vitals USUAL =
      Vitals.newBuilder().setReports(10).setConnections(100).setLevel(511).build();
  static final String OLD = "gateway-1";
  static final String NEW = "gateway-2";

  private final Map<String, Running> attached = new TreeMap<>();
  private final Set<String> known = new HashSet<>();
  private final Map<String, Operation> restarts = new LinkedHashMap<>();
  final Set<String> busy = new HashSet<>();
  Duration attended = Duration.ofHours(1);
  Duration quiet = Duration.ZERO;
  Operation operation =
      Operation.newBuilder()
          .setId("waves-1")
          .setState(OperationState.PENDING)
          .setOrder(
              OperationOrder.newBuilder()
                  .setRestartWaves(RestartWaves.newBuilder().setArtifact(NEW)))
          .build();

  WaveRegion(int gateways) {
    for (int i = 0; i < gateways; i++) {
      put(name(i), 1, OLD, GatewayState.SERVING, USUAL);
    }
  }

  static String name(int number) {
    return "gw-%03d".formatted(number);
  }

  void put(String name, long generation, String artifact, GatewayState state, Vitals vitals) {
    known.add(name);
    attached.put(
        name,
        new Running(
            GatewayRegistration.newBuilder()
                .setGateway(name)
                .setGeneration(generation)
                .setArtifact(artifact)
                .build(),
            state,
            vitals));
  }

  void detach(String name) {
    attached.remove(name);
  }

  Running running(String name) {
    return attached.get(name);
  }

  void vitals(String name, Vitals vitals) {
    Running now = running(name);
    attached.put(name, new Running(now.registration(), now.state(), vitals));
  }

  void state(String name, GatewayState state) {
    Running now = running(name);
    attached.put(name, new Running(now.registration(), state, now.vitals()));
  }

  /** One decision; what it begins is under way then. */
  WaveRegion decide() {
    int wave = operation.getWaves().getWave();
    WaveCourse.Move move = WaveCourse.next(operation, scene());
    operation = move.operation();
    if (operation.getWaves().getWave() != wave || !move.begin().isEmpty()) {
      quiet = Duration.ZERO;
    }
    for (WaveCourse.Begin begin : move.begin()) {
      var replaced = running(begin.gateway()).registration();
      restarts.put(
          begin.id(),
          Operation.newBuilder()
              .setId(begin.id())
              .setState(OperationState.RUNNING)
              .setStartedUnixMillis(1_000)
              .setOrder(
                  OperationOrder.newBuilder()
                      .setGateway(begin.gateway())
                      .setRestart(Restart.newBuilder().setArtifact(begin.artifact())))
              .setReplaced(
                  Replaced.newBuilder()
                      .setGeneration(replaced.getGeneration())
                      .setArtifact(replaced.getArtifact())
                      .setVitals(running(begin.gateway()).vitals()))
              .build());
    }
    return this;
  }

  List<String> underWay() {
    return restarts.values().stream()
        .filter(each -> !Restarts.isOver(each))
        .map(Operation::getId)
        .toList();
  }

  int begun() {
    return restarts.size();
  }

  /** All restarts under way succeed. */
  WaveRegion succeed() {
    underWay().forEach(this::succeed);
    return this;
  }

  void succeed(String id) {
    Operation restart = restarts.get(id);
    Running before = running(restart.getOrder().getGateway());
    put(
        before.gateway(),
        before.registration().getGeneration() + 1,
        restart.getOrder().getRestart().getArtifact(),
        GatewayState.SERVING,
        before.vitals());
    end(id, OperationState.OPERATION_DONE, "took over");
  }

  void end(String id, OperationState state, String text) {
    restarts.put(
        id,
        restarts.get(id).toBuilder()
            .setState(state)
            .setText(text)
            .setEndedUnixMillis(3_000)
            .build());
  }

  /** As the leader that is stopped before the step: nothing of it has begun. */
  void endUnbegun(String id, OperationState state, String text) {
    restarts.put(id, restarts.get(id).toBuilder().clearReplaced().build());
    end(id, state, text);
  }

  /** Until the present wave is watched, all going well. */
  WaveRegion untilWatched() {
    int before;
    OperationState state;
    do {
      before = begun();
      state = operation.getState();
      decide().succeed();
    } while (begun() > before || operation.getState() != state);
    return this;
  }

  WaveRegion watchedFor(Duration time) {
    quiet = time;
    return decide();
  }

  List<String> artifacts() {
    List<String> artifacts = new ArrayList<>();
    attached.values().forEach(running -> artifacts.add(running.registration().getArtifact()));
    return artifacts;
  }

  private Scene scene() {
    return new Scene(
        List.copyOf(restarts.values()),
        List.copyOf(attached.values()),
        Set.copyOf(known),
        Set.copyOf(busy),
        attended,
        quiet);
  }
}
