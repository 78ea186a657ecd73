package io.drawbridge.controlplane.policy;

import io.drawbridge.controlplane.directive.Switchboard;
import io.drawbridge.controlplane.policy.GatewayReports.Told;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.DirectiveResult;
import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.control.v1.PolicyDocument;
import io.drawbridge.proto.control.v1.PolicySet;
import io.drawbridge.proto.control.v1.PolicyState;
import io.drawbridge.proto.control.v1.ResultKind;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells gateways their policies until they say that they have them. What a process has refused is
 * not sent to it again. The leader's; one thread.
 */
final class PolicyTeller {
  /** A directive or its result may get lost with a stream. */
  static final Duration SEND_AGAIN_AFTER = Duration.ofSeconds(2);

  private final Switchboard switchboard;
  private final Map<String, Sent> sent = new HashMap<>();

  PolicyTeller(Switchboard switchboard) {
    this.switchboard = switchboard;
  }

  private record Sent(long generation, PolicySet set, long nanos) {}

  static boolean isRefusal(DirectiveResult result) {
    return result.getKind() == ResultKind.REFUSED_INVALID;
  }

  void forgetAll() {
    sent.clear();
  }

  /**
   * What a gateway should have, but for what its process cannot take: there it keeps what it has.
   */
  static PolicySet wanted(Collection<Assignment> assignments, Told told, long version) {
    PolicySet.Builder set = PolicySet.newBuilder().setVersion(version);
    assignments.stream()
        .flatMap(assignment -> document(assignment, told).stream())
        .sorted(Comparator.comparing(PolicyDocument::getName))
        .forEach(set::addDocuments);
    assignments.stream()
        .flatMap(assignment -> assignment.trial(told.subject()).stream())
        .filter(trial -> told.refusalOfTrial(trial).isEmpty())
        .findFirst()
        .ifPresent(set::setTrial);
    return set.build();
  }

  private static Optional<PolicyDocument> document(Assignment assignment, Told told) {
    Optional<PolicyDocument> document = assignment.document(told.subject());
    return document.flatMap(told::refusalOf).isPresent() ? assignment.keptBy(told) : document;
  }

  /** Sends to whoever does not have what it should. */
  void tell(
      Collection<Told> gateways,
      Collection<Assignment> assignments,
      long version,
      Fence fence,
      long nowNanos) {
    for (Told told : gateways) {
      PolicySet wanted = wanted(assignments, told, version);
      if (!has(told.report().getPolicies(), wanted) && isDue(told, wanted, nowNanos)) {
        sent.put(told.gateway(), new Sent(told.registration().getGeneration(), wanted, nowNanos));
        boolean _ =
            switchboard.send(
                told.gateway(), Directive.newBuilder().setFence(fence).setPolicies(wanted).build());
      }
    }
  }

  /**
   * Why a gateway of a build that names no documents did not take what it was sent last; empty = it
   * did, or has not said.
   */
  Optional<String> refusal(Told told) {
    Sent last = sent.get(told.gateway());
    return told.refusal()
        .filter(refusal ->
            last != null
                && !told.namesRefused()
                && last.generation() == told.registration().getGeneration()
                && last.set().getVersion() == refusal.getPolicyVersion())
        .map(DirectiveResult::getText);
  }

  private boolean isDue(Told told, PolicySet wanted, long nowNanos) {
    Sent last = sent.get(told.gateway());
    if (last == null
        || last.generation() != told.registration().getGeneration()
        || !isSame(last.set(), wanted)) {
      return true;
    }
    return refusal(told).isEmpty() && nowNanos - last.nanos() >= SEND_AGAIN_AFTER.toNanos();
  }

  /** True if the gateway has these documents and this trial. */
  static boolean has(PolicyState state, PolicySet wanted) {
    return names(state.getDocumentsList()).equals(names(wanted.getDocumentsList()))
        && name(state.getTrial()).equals(name(wanted.getTrial()));
  }

  private static boolean isSame(PolicySet one, PolicySet other) {
    return one.getDocumentsList().equals(other.getDocumentsList())
        && one.getTrial().equals(other.getTrial());
  }

  private static List<PolicyDocument> names(List<PolicyDocument> documents) {
    return documents.stream().map(PolicyTeller::name).toList();
  }

  private static PolicyDocument name(PolicyDocument document) {
    return document.toBuilder().clearText().build();
  }
}
