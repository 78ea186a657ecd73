package io.drawbridge.controlplane.policy;

import io.drawbridge.controlplane.directive.Switchboard;
import io.drawbridge.controlplane.policy.PolicyDesk.By;
import io.drawbridge.controlplane.policy.PolicyDesk.PolicyAnswer;
import io.drawbridge.controlplane.snapshot.Reign;
import io.drawbridge.proto.control.v1.PolicyRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Gateways that report each second, a desk and a leader, second by second. */
final class SimulatedRegion {
  static final By ANN = new By("ann", "");
  static final Duration SECOND = Duration.ofSeconds(1);

  final PolicyBook book = new PolicyBook();
  final MemoryStore store = new MemoryStore(book);
  final Policies desk = new Policies(store, book, InstantSource.system());
  final Map<String, SimulatedGateway> gateways = new TreeMap<>();
  private final Switchboard switchboard = new Switchboard();
  private GatewayReports reports = new GatewayReports(this::nanos);
  private PolicyLeader leader = newLeader(1);
  private long nanos = 1;

  SimulatedRegion(int count) {
    for (int i = 1; i <= count; i++) {
      start("gw-" + i, 1, Map.of("zone", i % 2 == 0 ? "even" : "odd"));
    }
    pass(5);
  }

  /** A process of a gateway attaches. */
  SimulatedGateway start(String id, long generation, Map<String, String> labels) {
    SimulatedGateway gateway = new SimulatedGateway(id, generation, labels);
    gateways.put(id, gateway);
    switchboard.attached(id, generation, gateway);
    return gateway;
  }

  /** The leader is gone; another one, which has heard all reports, too, has the lead. */
  void anotherLeads() {
    store.reigning++;
    leader = newLeader(store.reigning);
  }

  /** One that has just been started. */
  void aNewReplicaLeads() {
    reports = new GatewayReports(this::nanos);
    anotherLeads();
  }

  private PolicyLeader newLeader(long epoch) {
    Reign reign =
        new Reign() {
          @Override
          public Optional<Long> ownEpoch() {
            return Optional.of(epoch);
          }

          @Override
          public boolean isElsewhere() {
            return false;
          }
        };
    return new PolicyLeader(
        1,
        new PolicyLeader.Parts(reign, book, store, reports, switchboard),
        InstantSource.system(),
        this::nanos);
  }

  private long nanos() {
    return nanos;
  }

  /** So many seconds pass. */
  void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      gateways.values().forEach(each -> reports.heard(each.registration(), each.report()));
      for (int tick = 0; tick < 5; tick++) {
        nanos += SECOND.toNanos() / 5;
        leader.tick();
      }
    }
  }

  PolicyRecord record(String name) {
    return book.find(name).orElseThrow();
  }

  /** Gateways with this in force. */
  long having(String document) {
    return gateways.values().stream().filter(each -> each.inForce().contains(document)).count();
  }

  static PolicyRecord accepted(PolicyAnswer answer) {
    if (answer instanceof PolicyAnswer.Accepted accepted) {
      return accepted.record();
    }
    throw new AssertionError(answer);
  }
}
