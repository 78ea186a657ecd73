package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.operation.Answer;
import io.drawbridge.controlplane.operation.OperationDesk;
import io.drawbridge.controlplane.operation.OtherOperations;
import io.drawbridge.proto.control.v1.AbortOrder;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.PauseOrder;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The desk of people: our region's own, and for an operation that another region told of, that
 * region's. What is recorded nowhere here is not asked for twice: whoever asks hears if the other
 * region does not answer. Threads: any.
 */
public final class AnyRegionDesk implements OperationDesk {
  private final OperationDesk own;
  private final Map<String, OperationDesk> regions;
  private final OtherOperations others;

  /** {@code regions}: desks of the others, by name. */
  public AnyRegionDesk(
      OperationDesk own, Map<String, OperationDesk> regions, OtherOperations others) {
    this.own = own;
    this.regions = Map.copyOf(regions);
    this.others = others;
  }

  @Override
  public Answer request(OperationOrder order) {
    return own.request(order);
  }

  @Override
  public Answer abort(AbortOrder order) {
    return whereItIs(order.getOperation(), desk -> desk.abort(order));
  }

  @Override
  public Answer pause(PauseOrder order) {
    return whereItIs(order.getOperation(), desk -> desk.pause(order));
  }

  @Override
  public Answer find(String id) {
    return whereItIs(id, desk -> desk.find(id));
  }

  private Answer whereItIs(String id, Function<OperationDesk, Answer> asked) {
    Answer here = asked.apply(own);
    return here instanceof Answer.UnknownOperation ? elsewhere(id).map(asked).orElse(here) : here;
  }

  private Optional<OperationDesk> elsewhere(String id) {
    return others.all().stream()
        .filter(heard -> heard.operations().stream().anyMatch(it -> it.getId().equals(id)))
        .map(heard -> Optional.ofNullable(regions.get(heard.region())))
        .findFirst()
        .flatMap(desk -> desk);
  }
}
