package io.drawbridge.controlplane.vitals;

import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The processes of the gateways attached to this replica, with their last reports. Of two processes
 * of one gateway the newer counts. Threads: any; never blocks.
 */
public final class Processes {
  private final LongSupplier nanoClock;
  private final Map<String, Reports> newest = new ConcurrentHashMap<>();

  public Processes(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** A report has come; {@code from}: as its process registered. */
  public void heard(GatewayRegistration from, GatewayReport report) {
    long now = nanoClock.getAsLong();
    newest.compute(from.getGateway(), (_, before) -> next(before, from, report, now));
  }

  private static Reports next(
      @Nullable Reports before, GatewayRegistration from, GatewayReport report, long now) {
    int order =
        before == null
            ? 1
            : Long.compareUnsigned(from.getGeneration(), before.from().getGeneration());
    if (before == null || order > 0) {
      return Reports.first(from, report, now);
    }
    return order < 0 ? before : before.with(from, report, now);
  }

  /** A process's stream is over. */
  public void left(GatewayRegistration who) {
    newest.computeIfPresent(
        who.getGateway(),
        (_, known) -> known.from().getGeneration() == who.getGeneration() ? null : known);
  }

  /** The newest process of a gateway; empty = none is attached. */
  public Optional<Running> find(String gateway) {
    return Optional.ofNullable(newest.get(gateway)).map(Processes::running);
  }

  /** The newest process of each gateway, in no order. */
  public List<Running> all() {
    return newest.values().stream().map(Processes::running).toList();
  }

  private static Running running(Reports reports) {
    return new Running(reports.from(), reports.state(), reports.vitals());
  }
}
