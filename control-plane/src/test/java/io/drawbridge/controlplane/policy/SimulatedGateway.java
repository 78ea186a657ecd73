package io.drawbridge.controlplane.policy;

import io.drawbridge.controlplane.fleet.ControlStream;
import io.drawbridge.policy.DegradationPolicy;
import io.drawbridge.policy.Limit;
import io.drawbridge.policy.Policy;
import io.drawbridge.policy.ThrottlePolicy;
import io.drawbridge.policy.TierName;
import io.drawbridge.process.config.ConfigException;
import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.DirectiveResult;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import io.drawbridge.proto.control.v1.GatewayReport;
import io.drawbridge.proto.control.v1.LatencyMicros;
import io.drawbridge.proto.control.v1.Load;
import io.drawbridge.proto.control.v1.PolicyDocument;
import io.drawbridge.proto.control.v1.PolicySet;
import io.drawbridge.proto.control.v1.PolicyState;
import io.drawbridge.proto.control.v1.ResultKind;
import io.drawbridge.proto.control.v1.TierCounts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Obeys policies as a gateway does, with {@link #OFFERED} messages of each tier a report. */
final class SimulatedGateway implements ControlStream {
  static final int OFFERED = 100;

  private final GatewayRegistration registration;
  private final Map<TierName, long[]> counts = new EnumMap<>(TierName.class);
  private final List<DirectiveResult> results = new ArrayList<>();
  final List<Long> sentVersions = new ArrayList<>();
  private PolicySet set = PolicySet.getDefaultInstance();
  private long ended;
  boolean refusesSets;

  /** Those with these names and versions, {@code NAME:VERSION}; it says which. */
  Set<String> cannotTake = Set.of();

  private final Map<String, PolicyDocument> refused = new TreeMap<>();
  boolean deaf;
  int routedP99 = 500;
  int endsEachReport;

  SimulatedGateway(String id, long generation, Map<String, String> labels) {
    registration =
        GatewayRegistration.newBuilder()
            .setGateway(id)
            .setRegion("r1")
            .setGeneration(generation)
            .putAllLabels(labels)
            .build();
    Stream.of(TierName.values()).forEach(tier -> counts.put(tier, new long[4]));
  }

  GatewayRegistration registration() {
    return registration;
  }

  /** Names and versions in force. */
  List<String> inForce() {
    return set.getDocumentsList().stream().map(SimulatedGateway::named).toList();
  }

  private static String named(PolicyDocument document) {
    return document.getName() + ":" + document.getVersion();
  }

  @Override
  public void send(Directive directive) {
    if (deaf || !directive.hasPolicies()) {
      return;
    }
    PolicySet told = directive.getPolicies();
    sentVersions.add(told.getVersion());
    List<PolicyDocument> wrong =
        told.getDocumentsList().stream()
            .filter(document -> cannotTake.contains(named(document)))
            .toList();
    wrong.forEach(each -> refused.put(each.getName(), each.toBuilder().setText("why").build()));
    boolean refuses = refusesSets || !wrong.isEmpty();
    if (!refuses) {
      if (!told.getTrial().equals(set.getTrial())) {
        counts.values().forEach(each -> each[2] = each[3] = 0);
      }
      set = told;
    }
    results.add(
        DirectiveResult.newBuilder()
            .setPolicyVersion(told.getVersion())
            .setKind(refuses ? ResultKind.REFUSED_INVALID : ResultKind.DONE)
            .setText(refuses ? "no such kind" : "")
            .build());
  }

  GatewayReport report() {
    ended += endsEachReport;
    GatewayReport.Builder report =
        GatewayReport.newBuilder()
            .setGateway(registration.getGateway())
            .setConnectionsEnded(ended)
            .setLoad(
                Load.newBuilder()
                    .setConnections(1_000)
                    .setRouted(LatencyMicros.newBuilder().setCount(1).setP99(routedP99)))
            .setPolicies(state())
            .addAllResults(results);
    results.clear();
    for (TierName tier : TierName.values()) {
      long[] count = counts.get(tier);
      count[0] += OFFERED;
      count[1] += refused(tier, set.getDocumentsList());
      if (set.hasTrial()) {
        count[2] += OFFERED;
        count[3] += refused(tier, withTrial());
      }
      report.addTiers(
          TierCounts.newBuilder()
              .setTier(Tier.valueOf(tier.name()))
              .setOffered(count[0])
              .setRefusedByPolicy(count[1])
              .setOfferedOnTrial(count[2])
              .setRefusedOnTrial(count[3]));
    }
    return report.build();
  }

  private PolicyState state() {
    PolicyState.Builder state = PolicyState.newBuilder().setVersion(set.getVersion());
    set.getDocumentsList()
        .forEach(document -> state.addDocuments(document.toBuilder().clearText()));
    if (set.hasTrial()) {
      state.setTrial(set.getTrial().toBuilder().clearText());
    }
    state.addAllRefused(refused.values());
    return state.build();
  }

  private List<PolicyDocument> withTrial() {
    List<PolicyDocument> documents = new ArrayList<>(set.getDocumentsList());
    documents.removeIf(document -> document.getName().equals(set.getTrial().getName()));
    documents.add(set.getTrial());
    return documents;
  }

  /** Of {@link #OFFERED}, as the documents say; a limit's rate is what passes of a report. */
  private static long refused(TierName tier, List<PolicyDocument> documents) {
    long most = 0;
    for (PolicyDocument document : documents) {
      most =
          switch (parsed(document)) {
            case DegradationPolicy degradation ->
                degradation.rungs().stream()
                        .anyMatch(rung -> rung.refuse().filter(t -> t.contains(tier)).isPresent())
                    ? OFFERED
                    : most;
            case ThrottlePolicy throttle ->
                throttle.limits().stream()
                    .filter(limit -> takes(limit, tier))
                    .mapToLong(limit -> Math.max(0, OFFERED - (long) limit.rate()))
                    .max()
                    .orElse(most);
            case Policy _ -> most;
          };
    }
    return most;
  }

  private static boolean takes(Limit limit, TierName tier) {
    return limit.match().map(match -> match.takes("default", "chat", tier)).orElse(true);
  }

  private static Policy parsed(PolicyDocument document) {
    try {
      return Policy.parse(document.getName(), document.getText());
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }
}
