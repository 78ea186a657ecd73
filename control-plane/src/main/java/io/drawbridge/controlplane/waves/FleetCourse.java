package io.drawbridge.controlplane.waves;

import io.drawbridge.proto.control.v1.Operation;
import io.drawbridge.proto.control.v1.OperationState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a restart of all regions goes on: one region after another, each by an operation of its own
 * with what it does in waves. The region that was asked comes last: whoever watches does so from
 * there. Pure.
 *
 * <pre>
 * PENDING -> RUNNING: region -> region ... -> DONE
 *               |        +-- failed, aborted -> FAILED
 *             abort -> ABORTING (the one under way is stopped) -> ABORTED
 * </pre>
 */
public final class FleetCourse {
  private FleetCourse() {}

  /**
   * What follows.
   *
   * @param operation as it should be now, without times
   * @param begin a region whose gateways are to be restarted when that is recorded
   * @param stop the region's operation, which is to be aborted
   */
  public record Move(Operation operation, Optional<String> begin, Optional<Operation> stop) {}

  /** In which order regions are restarted. */
  public static List<String> order(Collection<String> others, String own) {
    List<String> order = new ArrayList<>(new TreeSet<>(others));
    order.add(own);
    return order;
  }

  /**
   * What follows from how the regions stand.
   *
   * @param regions all, in their order
   * @param begun the operation of each region that has one
   */
  public static Move next(Operation operation, List<String> regions, Map<String, Operation> begun) {
    return switch (operation.getState()) {
      case PENDING ->
          only(
              operation.toBuilder()
                  .setState(OperationState.RUNNING)
                  .clearRegions()
                  .addAllRegions(regions)
                  .setText(regions.getFirst() + " is first")
                  .build());
      case RUNNING -> further(operation, begun);
      case ABORTING -> stopping(operation, begun);
      case OPERATION_STATE_UNSPECIFIED, OPERATION_DONE, FAILED, ABORTED, UNRECOGNIZED ->
          only(operation);
    };
  }

  private static Move further(Operation operation, Map<String, Operation> begun) {
    for (String region : operation.getRegionsList()) {
      Operation child = begun.get(region);
      if (child == null && operation.getPaused()) {
        return only(said(operation, region + " is next, paused"));
      }
      if (child == null) {
        return new Move(
            said(operation, region + " is next"), Optional.of(region), Optional.empty());
      }
      if (!Restarts.isOver(child)) {
        return only(said(operation, region + ": " + child.getText()));
      }
      if (child.getState() != OperationState.OPERATION_DONE) {
        return only(
            ended(
                operation,
                OperationState.FAILED,
                region + ": " + child.getText() + rest(operation, begun)));
      }
    }
    return only(
        ended(
            operation,
            OperationState.OPERATION_DONE,
            operation.getRegionsList().stream()
                .map(region -> region + ": " + textOf(begun, region))
                .collect(Collectors.joining("; "))));
  }

  private static Move stopping(Operation operation, Map<String, Operation> begun) {
    Optional<Operation> live =
        begun.values().stream().filter(child -> !Restarts.isOver(child)).findFirst();
    if (live.isEmpty()) {
      return only(ended(operation, OperationState.ABORTED, "stopped" + rest(operation, begun)));
    }
    boolean told = live.get().getState() == OperationState.ABORTING;
    return new Move(
        said(operation, live.get().getRegion() + ": " + live.get().getText()),
        Optional.empty(),
        told ? Optional.empty() : live);
  }

  /** Which regions are done, and which were not begun. */
  private static String rest(Operation operation, Map<String, Operation> begun) {
    String done =
        operation.getRegionsList().stream()
            .filter(region -> isDone(begun.get(region)))
            .collect(Collectors.joining(", "));
    String not =
        operation.getRegionsList().stream()
            .filter(region -> !begun.containsKey(region))
            .collect(Collectors.joining(", "));
    return (done.isEmpty() ? "" : "; done: " + done) + (not.isEmpty() ? "" : "; not begun: " + not);
  }

  private static boolean isDone(@Nullable Operation child) {
    return child != null && child.getState() == OperationState.OPERATION_DONE;
  }

  private static String textOf(Map<String, Operation> begun, String region) {
    return Optional.ofNullable(begun.get(region)).map(Operation::getText).orElse("");
  }

  private static Operation said(Operation operation, String text) {
    return operation.toBuilder().setText(text).build();
  }

  private static Operation ended(Operation operation, OperationState state, String text) {
    return operation.toBuilder().setState(state).clearPaused().setText(text).build();
  }

  private static Move only(Operation operation) {
    return new Move(operation, Optional.empty(), Optional.empty());
  }
}
