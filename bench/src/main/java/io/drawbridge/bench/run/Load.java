package io.drawbridge.bench.run;

import java.util.ArrayList;
import java.util.List;

/**
 * What one generator is asked for.
 *
 * @param mode as its command line names it
 * @param ratePerSecond messages of all clients together, in open loop; 0 = closed loop
 * @param inFlight in closed loop: unanswered messages of each client; in a storm: clients at once
 * @param warmupSeconds not counted, before {@code seconds}, which are
 */
record Load(
    String mode,
    int connections,
    int firstUser,
    int ratePerSecond,
    int inFlight,
    int bodyBytes,
    int warmupSeconds,
    int seconds) {

  static Load idle(int connections, int firstUser) {
    return new Load("idle", connections, firstUser, 0, 1, 0, 0, 1);
  }

  static Load openLoop(String mode, Size size) {
    return new Load(
        mode,
        size.connections(),
        0,
        size.ratePerSecond(),
        1,
        Size.BODY_BYTES,
        size.warmupSeconds(),
        size.seconds());
  }

  /** Receivers of pushes; {@code stuck}: they read no more from the line on. */
  static Load receivers(
      int connections, int firstUser, boolean stuck, int warmupSeconds, int seconds) {
    String mode = stuck ? "stuck" : "push";
    return new Load(mode, connections, firstUser, 0, 1, 0, warmupSeconds, seconds);
  }

  static Load closedLoop(String mode, int connections, int inFlight, Size size) {
    return new Load(
        mode, connections, 0, 0, inFlight, Size.BODY_BYTES, size.warmupSeconds(), size.seconds());
  }

  static Load storm(int connects, int atOnce) {
    return new Load("storm", connects, 0, 0, atOnce, 0, 0, 1);
  }

  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--mode", mode));
    arguments.addAll(List.of("--connections", Integer.toString(connections)));
    arguments.addAll(List.of("--first-user", Integer.toString(firstUser)));
    arguments.addAll(List.of("--rate", Integer.toString(ratePerSecond)));
    arguments.addAll(List.of("--in-flight", Integer.toString(inFlight)));
    arguments.addAll(List.of("--body", Integer.toString(bodyBytes)));
    arguments.addAll(List.of("--warmup", Integer.toString(warmupSeconds)));
    arguments.addAll(List.of("--seconds", Integer.toString(seconds)));
    return arguments;
  }
}
