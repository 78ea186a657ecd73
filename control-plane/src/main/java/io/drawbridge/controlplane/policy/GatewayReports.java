package io.drawbridge.controlplane.policy;

import io.drawbridge.policy.Selector.Subject;
import io.drawbridge.proto.control.v1.DirectiveResult;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.control.v1.PolicyDocument;
import io.drawbridge.proto.control.v1.PolicyState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the gateways attached to this replica told last of their policies and messages. Of two
 * processes of one gateway the newer counts. Threads: any; never blocks.
 */
public final class GatewayReports {
  /** Of each process, to know what was before: ten seconds as gateways report usually. */
  static final int HISTORY = 10;

  private final LongSupplier nanoClock;
  private final Map<String, Told> byGateway = new ConcurrentHashMap<>();

  public GatewayReports(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * One process of a gateway.
   *
   * @param history its last reports, oldest first
   * @param refusal what it answered last to a set of policies that it did not take
   */
  record Told(
      GatewayRegistration registration,
      GatewayReport report,
      Span history,
      Optional<DirectiveResult> refusal) {
    String gateway() {
      return registration.getGateway();
    }

    /** Why this process cannot take a document; empty = it may. */
    Optional<String> refusalOf(PolicyDocument document) {
      return report.getPolicies().getRefusedList().stream()
          .filter(refused -> isSame(refused, document))
          .map(PolicyDocument::getText)
          .findFirst();
    }

    /** Why this process cannot try a document; empty = it may. */
    Optional<String> refusalOfTrial(PolicyDocument trial) {
      PolicyDocument refused = report.getPolicies().getRefusedTrial();
      return isSame(refused, trial) ? Optional.of(refused.getText()) : Optional.empty();
    }

    /** Whether it says which documents it refused; builds before did not. */
    boolean namesRefused() {
      PolicyState policies = report.getPolicies();
      return policies.getRefusedCount() > 0 || policies.hasRefusedTrial();
    }

    /** The version of a policy that is in force there. */
    OptionalLong versionInForce(String policy) {
      return report.getPolicies().getDocumentsList().stream()
          .filter(document -> document.getName().equals(policy))
          .mapToLong(PolicyDocument::getVersion)
          .findFirst();
    }

    private static boolean isSame(PolicyDocument one, PolicyDocument other) {
      return one.getName().equals(other.getName()) && one.getVersion() == other.getVersion();
    }

    Subject subject() {
      return new Subject(
          registration.getRegion(), registration.getGateway(), registration.getLabelsMap());
    }
  }

  /** A report has come. */
  public void heard(GatewayRegistration from, GatewayReport report) {
    Sample sample = Sample.of(report, nanoClock.getAsLong());
    byGateway.compute(from.getGateway(), (_, before) -> next(before, from, report, sample));
  }

  private static Told next(
      @Nullable Told before, GatewayRegistration from, GatewayReport report, Sample sample) {
    int order =
        before == null
            ? 1
            : Long.compareUnsigned(from.getGeneration(), before.registration().getGeneration());
    if (before == null || order > 0) {
      return new Told(from, report, new Span(List.of(sample)), refusal(report, Optional.empty()));
    }
    return order < 0
        ? before
        : new Told(
            from,
            report,
            before.history().rolling(sample, HISTORY),
            refusal(report, before.refusal()));
  }

  /** A process's stream is over. */
  public void left(GatewayRegistration who) {
    byGateway.computeIfPresent(
        who.getGateway(),
        (_, told) -> told.registration().getGeneration() == who.getGeneration() ? null : told);
  }

  /** By gateway. */
  Map<String, Told> all() {
    return new TreeMap<>(byGateway);
  }

  /** What it said last of a set of policies, if that was no. */
  private static Optional<DirectiveResult> refusal(
      GatewayReport report, Optional<DirectiveResult> before) {
    Optional<DirectiveResult> newest =
        report.getResultsList().stream()
            .filter(result -> result.getPolicyVersion() != 0)
            .reduce((_, later) -> later);
    return newest.isPresent() ? newest.filter(PolicyTeller::isRefusal) : before;
  }
}
