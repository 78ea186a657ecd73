package io.drawbridge.controlplane.waves;

import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.WaveProgress;
import java.util.List;

/** When a restart in waves is over if nothing goes wrong. Pure. */
final class Eta {
  private Eta() {}

  /**
   * By how long the restarts took that are done.
   *
   * @param done restarts of single gateways
   * @param of gateways, those among them
   * @return milliseconds; 0 = not known
   */
  static long millis(Operation operation, List<Operation> done, int of) {
    if (done.isEmpty()) {
      return 0;
    }
    double mean =
        done.stream()
            .mapToLong(each -> each.getEndedUnixMillis() - each.getStartedUnixMillis())
            .average()
            .orElse(0);
    WaveProgress at = operation.getWaves();
    double rounds = Math.ceil((double) (of - done.size()) / WaveCourse.AT_ONCE);
    long watching =
        Waves.gatesLeft(at.getWave(), at.getUpto(), of) * WaveCourse.pause(operation).toMillis();
    return Math.max(0, Math.round(rounds * Math.max(0, mean))) + watching;
  }
}
