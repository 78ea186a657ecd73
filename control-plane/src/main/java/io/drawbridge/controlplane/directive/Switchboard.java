package io.drawbridge.controlplane.directive;

import io.drawbridge.controlplane.fleet.ControlStream;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.DirectiveResult;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The gateways attached to this replica, by id, and the newest result of each operation that
 * somebody waits for; results of others are dropped. Threads: any; never blocks.
 */
public final class Switchboard {
  private final Map<String, NavigableMap<Long, ControlStream>> lines = new ConcurrentHashMap<>();
  private final Map<String, DirectiveResult> awaited = new ConcurrentHashMap<>();

  /** A process of a gateway can be reached by this stream from now on. */
  public void attached(String gateway, long generation, ControlStream stream) {
    lines.compute(
        gateway,
        (id, present) -> {
          NavigableMap<Long, ControlStream> next = copy(present);
          next.put(generation, stream);
          return next;
        });
  }

  /** The stream is over; a newer one of the same process stays. */
  public void detached(String gateway, ControlStream stream) {
    lines.computeIfPresent(
        gateway,
        (id, present) -> {
          NavigableMap<Long, ControlStream> next = copy(present);
          next.values().removeIf(stream::equals);
          return next.isEmpty() ? null : next;
        });
  }

  public boolean isAttached(String gateway) {
    return lines.containsKey(gateway);
  }

  /**
   * Sends to the gateway's newest process.
   *
   * @return false if none is attached; true does not mean that it arrives
   */
  public boolean send(String gateway, Directive directive) {
    NavigableMap<Long, ControlStream> present = lines.get(gateway);
    if (present == null) {
      return false;
    }
    present.lastEntry().getValue().send(directive);
    return true;
  }

  /** Results of this operation are kept from now on, until it is forgotten. */
  public void await(String operation) {
    awaited.putIfAbsent(operation, DirectiveResult.getDefaultInstance());
  }

  public void forget(String operation) {
    awaited.remove(operation);
  }

  /** What a gateway told; of an operation only the newest counts. */
  public void heard(List<DirectiveResult> results) {
    for (DirectiveResult result : results) {
      awaited.computeIfPresent(
          result.getOperation(),
          (id, before) -> result.getStep() >= before.getStep() ? result : before);
    }
  }

  /** The newest result of an operation that is awaited. */
  public Optional<DirectiveResult> result(String operation) {
    return Optional.ofNullable(awaited.get(operation))
        .filter(result -> !result.getOperation().isEmpty());
  }

  private static NavigableMap<Long, ControlStream> copy(
      @Nullable NavigableMap<Long, ControlStream> present) {
    NavigableMap<Long, ControlStream> copy = new TreeMap<>(Long::compareUnsigned);
    if (present != null) {
      copy.putAll(present);
    }
    return copy;
  }
}
