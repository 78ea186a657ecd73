package io.drawbridge.controlplane.resources;

import io.drawbridge.controlplane.operation.Kinds;
import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationState;
import io.drawbridge.proto.control.v1.Progress;
import io.drawbridge.proto.control.v1.WaveProgress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An operation as the API shows it.
 *
 * @param region that carries it out
 * @param ageMillis since that region told of it; absent: it is recorded in the region that answers
 * @param child the other region's own record of what is recorded here; empty = there is none
 * @param state pending, running, aborting, done, failed or aborted
 * @param over it will not change any more
 * @param paused it begins nothing further until it is resumed
 * @param step number of the recorded step, 0 = none yet
 * @param action what the gateway is told by that step, e.g. "hold" or "drain"; empty = nothing yet
 * @param gateway empty: of a whole region, or of all
 * @param artifact what a restart has the new process run; empty = as usual, and of other kinds
 * @param waves of a restart in waves
 * @param text how it stands or how it ended, in one sentence
 * @param startedUnixMillis absent before the first step
 */
public record OperationDocument(
    String id,
    String region,
    Optional<Long> ageMillis,
    String child,
    String kind,
    String gateway,
    String artifact,
    String requestedBy,
    String state,
    boolean over,
    boolean paused,
    int step,
    String action,
    Optional<ProgressDocument> progress,
    Optional<WavesDocument> waves,
    String text,
    long requestedUnixMillis,
    Optional<Long> startedUnixMillis,
    Optional<Long> endedUnixMillis,
    long updatedUnixMillis,
    List<NoteDocument> notes) {

  /**
   * How far the gateway is.
   *
   * @param total clients that it concerns
   * @param told of those, asked to leave
   * @param left of those, still connected
   * @param detached sessions whose clients are away and may still come for them
   * @param etaMillis until the step is over at the latest, when the operation was last written
   */
  public record ProgressDocument(int total, int told, int left, int detached, long etaMillis) {
    static ProgressDocument of(Progress progress) {
      return new ProgressDocument(
          progress.getTotal(),
          progress.getTold(),
          progress.getLeft(),
          progress.getDetached(),
          Integer.toUnsignedLong(progress.getEtaMillis()));
    }
  }

  /**
   * How far a restart in waves is.
   *
   * @param wave 1 to 4
   * @param done gateways restarted
   * @param of gateways that are restarted when all is done
   * @param fault why those restarted are taken back; empty = they are not
   * @param etaMillis until it is over if nothing goes wrong, when the operation was last written;
   *     absent = not known
   */
  public record WavesDocument(int wave, int done, int of, String fault, Optional<Long> etaMillis) {
    static WavesDocument of(WaveProgress waves) {
      return new WavesDocument(
          waves.getWave(),
          waves.getDone(),
          waves.getOf(),
          waves.getFault(),
          told(Integer.toUnsignedLong(waves.getEtaMillis())));
    }
  }

  /** One line of its history. */
  public record NoteDocument(long atUnixMillis, String by, String text) {}

  /** {@code ageMillis}: as the document has it. */
  static OperationDocument of(Operation operation, Optional<Long> ageMillis) {
    return new OperationDocument(
        operation.getId(),
        operation.getRegion(),
        ageMillis,
        operation.getChild(),
        Kinds.name(operation.getOrder()),
        operation.getOrder().getGateway(),
        artifact(operation.getOrder()),
        operation.getOrder().getRequestedBy(),
        word(operation.getState()),
        Kinds.isOver(operation),
        operation.getPaused(),
        operation.getStep().getNumber(),
        operation.hasStep() ? word(operation.getStep().getActionCase()) : "",
        operation.hasProgress()
            ? Optional.of(ProgressDocument.of(operation.getProgress()))
            : Optional.empty(),
        operation.hasWaves()
            ? Optional.of(WavesDocument.of(operation.getWaves()))
            : Optional.empty(),
        operation.getText(),
        operation.getRequestedUnixMillis(),
        told(operation.getStartedUnixMillis()),
        told(operation.getEndedUnixMillis()),
        operation.getUpdatedUnixMillis(),
        operation.getNotesList().stream()
            .map(note -> new NoteDocument(note.getAtUnixMillis(), note.getBy(), note.getText()))
            .toList());
  }

  private static String artifact(OperationOrder order) {
    return switch (order.getKindCase()) {
      case RESTART -> order.getRestart().getArtifact();
      case RESTART_WAVES -> order.getRestartWaves().getArtifact();
      case RESTART_FLEET -> order.getRestartFleet().getArtifact();
      case DRAIN, UNDRAIN, MOVE, KICK, KIND_NOT_SET -> "";
    };
  }

  private static Optional<Long> told(long millis) {
    return millis == 0 ? Optional.empty() : Optional.of(millis);
  }

  static String state(Operation operation) {
    return word(operation.getState());
  }

  private static String word(Enum<?> constant) {
    String name = constant == OperationState.OPERATION_DONE ? "done" : constant.name();
    return name.toLowerCase(Locale.ROOT);
  }
}
