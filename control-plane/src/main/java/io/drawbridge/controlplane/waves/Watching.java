package io.drawbridge.controlplane.waves;

import io.drawbridge.controlplane.vitals.Running;
import io.drawbridge.proto.control.v1.GatewayState;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.Vitals;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the gateways stand that were restarted, while they are watched after a wave. */
sealed interface Watching {
  /** Fewer reports say nothing about a pace or a latency. */
  int MIN_REPORTS = 4;

  /** A process that has just taken over is slower; of a long pause the rest is judged all along. */
  Duration SETTLE = Duration.ofSeconds(10);

  /** A stream may be lost and found again. */
  Duration ATTACH_WITHIN = Duration.ofSeconds(30);

  /** Not for long enough. */
  record Watched() implements Watching {}

  /** More may follow. */
  record Passed() implements Watching {}

  /** The gateway, the value and its bound. */
  record Missed(String what) implements Watching {}

  static Watching of(Operation operation, Restarts restarts, Scene scene) {
    Duration pause = WaveCourse.pause(operation);
    Duration settle = pause.compareTo(SETTLE) < 0 ? pause : SETTLE;
    if (scene.quiet().compareTo(settle) < 0) {
      return new Watched();
    }
    Optional<String> silent = silent(restarts);
    if (silent.isPresent()) {
      return scene.quiet().compareTo(pause.plus(ATTACH_WITHIN)) < 0
          ? new Watched()
          : new Missed(silent.get());
    }
    Optional<String> missed = missed(operation, restarts, scene);
    if (missed.isPresent()) {
      return new Missed(missed.get());
    }
    return scene.quiet().compareTo(pause) < 0 ? new Watched() : new Passed();
  }

  /** A gateway that was restarted and does not tell that it serves; one that drains is meant to. */
  private static Optional<String> silent(Restarts restarts) {
    return restarts.done().stream()
        .map(Restarts::gateway)
        .filter(gateway ->
            restarts
                .running(gateway)
                .filter(running -> isDraining(running) || isHeard(running))
                .isEmpty())
        .findFirst()
        .map(gateway ->
            gateway
                + ": "
                + restarts.running(gateway).map(Watching::said).orElse("not attached")
                + " (expected: serving, within "
                + ATTACH_WITHIN.toSeconds()
                + " s)");
  }

  private static String said(Running running) {
    return running.isServing() ? running.vitals().getReports() + " reports" : "not serving";
  }

  private static boolean isDraining(Running running) {
    return running.state() == GatewayState.GATEWAY_DRAINING;
  }

  private static boolean isHeard(Running running) {
    return running.isServing() && running.vitals().getReports() >= MIN_REPORTS;
  }

  /** Those of the present wave; of earlier ones clients have come and gone since. */
  private static Optional<String> missed(Operation operation, Restarts restarts, Scene scene) {
    int before = operation.getWaves().getBefore();
    List<Vitals> due = heard(restarts.due(), scene);
    // in the last wave nobody is due: those of earlier waves have passed a gate
    List<Vitals> peers =
        due.isEmpty()
            ? heard(
                restarts.counted().stream().limit(before).map(Restarts::gateway).toList(), scene)
            : due;
    return restarts.counted().stream()
        .skip(before)
        .flatMap(each -> missed(each, restarts, peers).stream())
        .findFirst();
  }

  private static List<Vitals> heard(List<String> gateways, Scene scene) {
    return scene.attached().stream()
        .filter(running -> gateways.contains(running.gateway()) && isHeard(running))
        .map(Running::vitals)
        .toList();
  }

  private static Optional<String> missed(Operation restart, Restarts restarts, List<Vitals> peers) {
    return restarts
        .running(Restarts.gateway(restart))
        .filter(Running::isServing)
        .flatMap(running -> Gate.missed(restart.getReplaced().getVitals(), running.vitals(), peers))
        .map(what -> Restarts.gateway(restart) + ": " + what);
  }
}
