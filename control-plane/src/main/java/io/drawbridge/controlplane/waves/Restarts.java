package io.drawbridge.controlplane.waves;

import io.drawbridge.controlplane.vitals.Running;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The restarts of single gateways that an operation has begun, and what became of each. */
final class Restarts {
  private static final String BACK = "/back";

  private final List<Operation> forth;
  private final Map<String, Operation> back;
  private final Map<String, Running> attached;

  Restarts(Scene scene) {
    this.forth = scene.restarts().stream().filter(each -> !isBack(each)).toList();
    this.back =
        scene.restarts().stream()
            .filter(Restarts::isBack)
            .collect(Collectors.toMap(Restarts::gateway, Function.identity()));
    this.attached =
        scene.attached().stream()
            .collect(
                Collectors.toMap(
                    Running::gateway, Function.identity(), (one, _) -> one, TreeMap::new));
  }

  static String idForth(Operation parent, String gateway) {
    return parent.getId() + "/" + gateway;
  }

  static String idBack(Operation parent, String gateway) {
    return idForth(parent, gateway) + BACK;
  }

  static String gateway(Operation restart) {
    return restart.getOrder().getGateway();
  }

  static boolean isOver(Operation restart) {
    return switch (restart.getState()) {
      case OPERATION_DONE, FAILED, ABORTED -> true;
      case OPERATION_STATE_UNSPECIFIED, PENDING, RUNNING, ABORTING, UNRECOGNIZED -> false;
    };
  }

  private static boolean isBack(Operation restart) {
    return restart.getId().endsWith(BACK);
  }

  private static boolean isDone(Operation restart) {
    return restart.getState() == OperationState.OPERATION_DONE;
  }

  int underWay() {
    return (int)
        (forth.stream().filter(each -> !isOver(each)).count()
            + back.values().stream().filter(each -> !isOver(each)).count());
  }

  /** Those that count for their wave: begun, and not left out. */
  List<Operation> counted() {
    return forth.stream().filter(each -> !isLeftOut(each)).toList();
  }

  List<Operation> done() {
    return forth.stream().filter(Restarts::isDone).toList();
  }

  /** Attached gateways that serve, and of which no restart has begun; by name. */
  List<String> due() {
    Set<String> begun = forth.stream().map(Restarts::gateway).collect(Collectors.toSet());
    return attached.values().stream()
        .filter(Running::isServing)
        .map(Running::gateway)
        .filter(gateway -> !begun.contains(gateway))
        .toList();
  }

  Optional<Running> running(String gateway) {
    return Optional.ofNullable(attached.get(gateway));
  }

  /** The first that failed. */
  Optional<Operation> failure() {
    return forth.stream()
        .filter(each -> each.getState() == OperationState.FAILED && !isLeftOut(each))
        .findFirst();
  }

  /** Why a gateway was not restarted. */
  String whyNot(String gateway) {
    Optional<Running> running = running(gateway);
    if (running.isEmpty()) {
      return "not attached";
    }
    return running.get().state() == GatewayState.GATEWAY_DRAINING ? "draining" : "not serving";
  }

  /** Gateways that run something else now than before. */
  List<Operation> changed() {
    return forth.stream()
        .filter(each -> isDone(each) || isReplaced(each))
        .filter(each -> !isSame(each))
        .toList();
  }

  /** Restarted as what they were before: there is nothing to take back. */
  int same() {
    return (int) done().stream().filter(Restarts::isSame).count();
  }

  Optional<Operation> backOf(Operation restart) {
    return Optional.ofNullable(back.get(gateway(restart)));
  }

  boolean isBackDone(Operation restart) {
    return backOf(restart).filter(Restarts::isDone).isPresent();
  }

  private static boolean isSame(Operation restart) {
    return restart
        .getReplaced()
        .getArtifact()
        .equals(restart.getOrder().getRestart().getArtifact());
  }

  /** The next process is there, whatever became of its answer. */
  private boolean isReplaced(Operation restart) {
    return restart.hasReplaced()
        && running(gateway(restart))
            .filter(running ->
                Long.compareUnsigned(
                        running.registration().getGeneration(),
                        restart.getReplaced().getGeneration())
                    > 0)
            .isPresent();
  }

  /** Over before anything was done: its gateway has gone, or somebody stopped it. */
  private static boolean isLeftOut(Operation restart) {
    return isOver(restart) && !isDone(restart) && !restart.hasReplaced();
  }
}
