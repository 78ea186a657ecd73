package io.drawbridge.gateway.control;

import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.DirectiveResult;
import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.proto.control.v1.PolicySet;
import io.drawbridge.proto.control.v1.ResultKind;
import io.drawbridge.proto.control.v1.RevocationSet;
import io.drawbridge.proto.handover.v1.Obeyed;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides about directives: of a deposed leader nothing is done.
 *
 * <p>Threads: one.
 */
final class Directives {
  private static final Comparator<Fence> BY_AUTHORITY =
      Comparator.comparing(Fence::getFleetGeneration, Long::compareUnsigned)
          .thenComparing(Fence::getLeaderEpoch, Long::compareUnsigned);

  private final Consumer<PeerList> peers;
  private final Consumer<RevocationSet> revocations;
  private final PolicyControl policies;
  private final Steps steps;
  private final DirectiveCounts counts = new DirectiveCounts();
  private Fence highest = Fence.getDefaultInstance();

  Directives(
      Consumer<PeerList> peers,
      Consumer<RevocationSet> revocations,
      PolicyControl policies,
      ClientControl clients,
      RestartControl restarts) {
    this.policies = policies;
    this.peers = peers;
    this.revocations = revocations;
    this.steps = new Steps(clients, restarts);
  }

  /** Acts on a directive; the answer, where it needs one, goes into the next report. */
  Optional<DirectiveResult> apply(Directive directive) {
    Optional<DirectiveResult> answer = judge(directive);
    answer.ifPresent(counts::answered);
    return answer;
  }

  /** What became of them; read from any thread. */
  DirectiveCounts counts() {
    return counts;
  }

  private Optional<DirectiveResult> judge(Directive directive) {
    Fence fence = directive.getFence();
    if (directive.hasFence() && BY_AUTHORITY.compare(fence, highest) < 0) {
      return Optional.of(
          result(directive, ResultKind.REFUSED_FENCED)
              .setText("fence: " + text(fence) + " (expected: at least " + text(highest) + ")")
              .build());
    }
    if (directive.hasFence()) {
      highest = fence;
      counts.obeys(fence);
    }
    return switch (directive.getKindCase()) {
      case PEERS -> {
        peers.accept(directive.getPeers());
        yield Optional.empty();
      }
      case REVOCATIONS -> {
        revocations.accept(directive.getRevocations());
        yield Optional.empty();
      }
      case STEP -> Optional.of(steps.perform(fence, directive.getStep()));
      case PACES, KIND_NOT_SET -> Optional.empty();
      case POLICIES -> Optional.of(answer(directive, directive.getPolicies()));
    };
  }

  private DirectiveResult answer(Directive directive, PolicySet set) {
    Optional<String> problem = policies.apply(directive.getFence().getFleetGeneration(), set);
    return result(directive, problem.isEmpty() ? ResultKind.DONE : ResultKind.REFUSED_INVALID)
        .setPolicyVersion(set.getVersion())
        .setText(problem.orElse(""))
        .build();
  }

  /**
   * What the next process of this gateway has to know, so that it obeys nothing older. Steps that
   * come after are its to begin, and are answered RETRY here until {@link #goOn}.
   */
  Obeyed handOver() {
    steps.handOver();
    return Obeyed.newBuilder().setFence(highest).addAllSteps(steps.lastResults()).build();
  }

  /** The next process has gone. */
  void goOn() {
    steps.goOn();
  }

  /** The process before has handed over everything, or has gone. */
  void tookOver() {
    steps.tookOver();
  }

  /** Goes on after what the process before has obeyed; steps wait for {@link #tookOver}. */
  void goOnAfter(Obeyed before) {
    if (BY_AUTHORITY.compare(before.getFence(), highest) > 0) {
      highest = before.getFence();
      counts.obeys(highest);
    }
    steps.goOnAfter(before.getStepsList());
  }

  /** What is to be told of steps that take their time. */
  List<DirectiveResult> news() {
    return steps.news();
  }

  private static DirectiveResult.Builder result(Directive directive, ResultKind kind) {
    return DirectiveResult.newBuilder()
        .setFence(directive.getFence())
        .setOperation(directive.getStep().getOperation())
        .setStep(directive.getStep().getNumber())
        .setKind(kind);
  }

  private static String text(Fence fence) {
    return fence.getFleetGeneration() + "." + fence.getLeaderEpoch();
  }
}
