package io.drawbridge.controlplane.waves;

import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationState;
import io.drawbridge.proto.control.v1.WaveProgress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How a restart in waves goes on. What is done stands in the restarts of single gateways, so that
 * the next leader decides the same. Pure.
 *
 * <pre>
 * PENDING -> RUNNING: wave -> gate -> wave -> gate ... -> DONE
 *               |         |      |
 *             abort       +------+-- failed or missed -> ABORTING (taken back) -> FAILED
 *               |
 *            ABORTING (those under way end; all stay as they are) -> ABORTED
 * </pre>
 *
 * While it is paused no gateway and no wave begins; those under way end, and are watched and taken
 * back as ever.
 */
public final class WaveCourse {
  /** Restarts at the same time: machines may be shared, and each needs the memory of two. */
  public static final int AT_ONCE = 4;

  /** How long gateways are watched that nothing else was said of. */
  public static final Duration DEFAULT_PAUSE = Duration.ofSeconds(10);

  /** Gateways attach again within seconds to a replica that was started anew. */
  static final Duration ATTACH_AGAIN = Duration.ofSeconds(10);

  private static final int NAMED = 5;

  private WaveCourse() {}

  /** A restart of one gateway. */
  public record Begin(String id, String gateway, String artifact) {}

  /** The operation as it should be now, without times, and what is to begin when it is recorded. */
  public record Move(Operation operation, List<Begin> begin) {}

  /** The operation if nothing goes on without a decision. */
  public static Move next(Operation operation, Scene scene) {
    Restarts restarts = new Restarts(scene);
    return switch (operation.getState()) {
      case PENDING -> only(begin(operation, restarts, scene));
      case RUNNING -> further(operation, restarts, scene);
      case ABORTING ->
          operation.getWaves().getFault().isEmpty()
              ? only(stopping(operation, restarts))
              : takenBack(operation, restarts, scene);
      case OPERATION_STATE_UNSPECIFIED, OPERATION_DONE, FAILED, ABORTED, UNRECOGNIZED ->
          only(operation);
    };
  }

  /** How long restarted gateways are watched. */
  static Duration pause(Operation operation) {
    int millis = operation.getOrder().getRestartWaves().getPauseMillis();
    return millis == 0 ? DEFAULT_PAUSE : Duration.ofMillis(Integer.toUnsignedLong(millis));
  }

  private static Operation begin(Operation operation, Restarts restarts, Scene scene) {
    if (operation.getPaused() || isTooEarly(restarts, scene)) {
      return operation;
    }
    return restarts.due().isEmpty()
        ? ended(operation, OperationState.FAILED, "no gateway is attached and serves")
        : wave(operation.toBuilder().setState(OperationState.RUNNING).build(), 1, restarts);
  }

  private static Move further(Operation operation, Restarts restarts, Scene scene) {
    Optional<Operation> failure = restarts.failure();
    if (failure.isPresent()) {
      return only(
          fault(
              operation,
              restarts,
              "the restart of %s failed: %s"
                  .formatted(Restarts.gateway(failure.get()), failure.get().getText())));
    }
    int missing = operation.getWaves().getUpto() - restarts.counted().size();
    if (missing > 0 && !restarts.due().isEmpty() && !operation.getPaused()) {
      return new Move(
          shown(operation, restarts, ""), beginning(operation, restarts, scene, missing));
    }
    if (restarts.underWay() > 0) {
      return only(shown(operation, restarts, ""));
    }
    return only(
        switch (Watching.of(operation, restarts, scene)) {
          case Watching.Missed(String what) ->
              fault(
                  operation,
                  restarts,
                  "gate after wave " + operation.getWaves().getWave() + ": " + what);
          case Watching.Watched _ -> shown(operation, restarts, ", watching them");
          case Watching.Passed _ -> passed(operation, restarts, scene);
        });
  }

  private static Operation passed(Operation operation, Restarts restarts, Scene scene) {
    if (isTooEarly(restarts, scene)) {
      return shown(operation, restarts, ", watching them");
    }
    if (!restarts.due().isEmpty() && operation.getPaused()) {
      return shown(operation, restarts, "");
    }
    if (!restarts.due().isEmpty()) {
      int wave = Math.min(Waves.LAST, operation.getWaves().getWave() + 1);
      return wave(operation, wave, restarts);
    }
    int done = restarts.done().size();
    return ended(
        shown(operation, restarts, ""),
        done == 0 ? OperationState.FAILED : OperationState.OPERATION_DONE,
        done + " gateways restarted" + leftOut(restarts, scene));
  }

  private static List<Begin> beginning(
      Operation operation, Restarts restarts, Scene scene, int missing) {
    return restarts.due().stream()
        .filter(gateway -> !scene.busy().contains(gateway))
        .limit(Math.max(0, Math.min(missing, AT_ONCE - restarts.underWay())))
        .map(gateway ->
            new Begin(
                Restarts.idForth(operation, gateway),
                gateway,
                operation.getOrder().getRestartWaves().getArtifact()))
        .toList();
  }

  private static Operation stopping(Operation operation, Restarts restarts) {
    Operation shown = shown(operation, restarts, "; no further one begins");
    return restarts.underWay() > 0
        ? shown
        : ended(
            shown,
            OperationState.ABORTED,
            "%d of %d gateways were restarted and stay so"
                .formatted(shown.getWaves().getDone(), shown.getWaves().getOf()));
  }

  private static Move takenBack(Operation operation, Restarts restarts, Scene scene) {
    List<Operation> changed = restarts.changed();
    List<Operation> left =
        changed.stream().filter(each -> restarts.backOf(each).isEmpty()).toList();
    if (restarts.underWay() == 0 && left.isEmpty() && !isTooEarly(restarts, scene)) {
      return only(
          ended(
              operation,
              OperationState.FAILED,
              operation.getWaves().getFault() + outcome(changed, restarts)));
    }
    return new Move(
        operation.toBuilder().setText("taking back: " + operation.getWaves().getFault()).build(),
        left.stream()
            .filter(each -> !scene.busy().contains(Restarts.gateway(each)))
            .limit(Math.max(0, AT_ONCE - restarts.underWay()))
            .map(each ->
                new Begin(
                    Restarts.idBack(operation, Restarts.gateway(each)),
                    Restarts.gateway(each),
                    each.getReplaced().getArtifact()))
            .toList());
  }

  /** What became of those that ran something else. */
  private static String outcome(List<Operation> changed, Restarts restarts) {
    long back = changed.stream().filter(restarts::isBackDone).count();
    String not =
        changed.stream()
            .filter(each -> !restarts.isBackDone(each))
            .limit(NAMED)
            .map(each ->
                "; not "
                    + Restarts.gateway(each)
                    + ": "
                    + restarts.backOf(each).map(Operation::getText).orElse("not begun"))
            .collect(Collectors.joining());
    String taken = changed.isEmpty() ? "" : "; taken back: " + back + " of " + changed.size() + not;
    return restarts.same() == 0
        ? taken
        : taken + "; " + restarts.same() + " run what they ran before and stay so";
  }

  private static Operation fault(Operation operation, Restarts restarts, String what) {
    Operation shown = shown(operation, restarts, "");
    return shown.toBuilder()
        .setState(OperationState.ABORTING)
        .clearPaused()
        .setWaves(shown.getWaves().toBuilder().setFault(what).clearEtaMillis())
        .setText("taking back: " + what)
        .build();
  }

  /** Whoever is known but not attached may just not have attached yet. */
  private static boolean isTooEarly(Restarts restarts, Scene scene) {
    return scene.attended().compareTo(ATTACH_AGAIN) < 0
        && scene.known().stream().anyMatch(gateway -> restarts.running(gateway).isEmpty());
  }

  private static String leftOut(Restarts restarts, Scene scene) {
    TreeSet<String> names = new TreeSet<>(scene.known());
    scene.attached().forEach(running -> names.add(running.gateway()));
    restarts.done().forEach(done -> names.remove(Restarts.gateway(done)));
    if (names.isEmpty()) {
      return "";
    }
    String more = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
    return names.stream()
        .limit(NAMED)
        .map(gateway -> gateway + " (" + restarts.whyNot(gateway) + ")")
        .collect(Collectors.joining(", ", "; left out: ", more));
  }

  private static Operation wave(Operation operation, int wave, Restarts restarts) {
    int before = restarts.counted().size();
    int of = before + restarts.due().size();
    return shown(
        operation.toBuilder()
            .setWaves(
                WaveProgress.newBuilder()
                    .setWave(wave)
                    .setBefore(before)
                    .setUpto(Waves.upto(wave, before, of)))
            .build(),
        restarts,
        "");
  }

  private static Operation shown(Operation operation, Restarts restarts, String more) {
    WaveProgress at = operation.getWaves();
    int done = restarts.done().size();
    int of = restarts.counted().size() + restarts.due().size();
    int eta = operation.getPaused() ? 0 : (int) Eta.millis(operation, restarts.done(), of);
    return operation.toBuilder()
        .setWaves(at.toBuilder().setDone(done).setOf(of).setEtaMillis(eta))
        .setText(
            "wave %d of %d: %d of %d gateways restarted%s%s"
                .formatted(
                    at.getWave(),
                    Waves.LAST,
                    done,
                    of,
                    more,
                    operation.getPaused() ? ", paused" : ""))
        .build();
  }

  private static Operation ended(Operation operation, OperationState state, String text) {
    return operation.toBuilder()
        .setState(state)
        .clearPaused()
        .setWaves(operation.getWaves().toBuilder().clearEtaMillis())
        .setText(text)
        .build();
  }

  private static Move only(Operation operation) {
    return new Move(operation, List.of());
  }
}
