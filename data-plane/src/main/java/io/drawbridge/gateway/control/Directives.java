package io.drawbridge.gateway.control;

import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.DirectiveResult;
import io.drawbridge.proto.control.v1.Fence;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.proto.control.v1.ResultKind;
import io.drawbridge.proto.control.v1.RevocationSet;
import io.drawbridge.proto.control.v1.Step;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides about directives. Of a deposed leader nothing is done; within an operation no step is
 * done twice or backwards, and a finished one is answered with its result again.
 *
 * <p>Threads: one.
 */
final class Directives {
  /** Operations whose last step is remembered; older ones are long over. */
  static final int OPERATIONS_REMEMBERED = 256;

  private static final Comparator<Fence> BY_AUTHORITY =
      Comparator.comparing(Fence::getFleetGeneration, Long::compareUnsigned)
          .thenComparing(Fence::getLeaderEpoch, Long::compareUnsigned);

  private final Consumer<PeerList> peers;
  private final Consumer<RevocationSet> revocations;
  private final DrainControl drain;
  private final Map<String, DirectiveResult> lastSteps =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, DirectiveResult> eldest) {
          return size() > OPERATIONS_REMEMBERED;
        }
      };
  private Fence highest = Fence.getDefaultInstance();

  Directives(Consumer<PeerList> peers, Consumer<RevocationSet> revocations, DrainControl drain) {
    this.peers = peers;
    this.revocations = revocations;
    this.drain = drain;
  }

  /** Acts on a directive; the answer, where it needs one, goes into the next report. */
  Optional<DirectiveResult> apply(Directive directive) {
    Fence fence = directive.getFence();
    if (directive.hasFence() && BY_AUTHORITY.compare(fence, highest) < 0) {
      return Optional.of(
          result(directive, ResultKind.REFUSED_FENCED)
              .setText("fence: " + text(fence) + " (expected: at least " + text(highest) + ")")
              .build());
    }
    if (directive.hasFence()) {
      highest = fence;
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
      case STEP -> Optional.of(step(directive));
      case PACES, KIND_NOT_SET -> Optional.empty();
      case POLICIES ->
          Optional.of(
              result(directive, ResultKind.REFUSED_INVALID)
                  .setPolicyVersion(directive.getPolicies().getVersion())
                  .setText("this gateway takes no policies")
                  .build());
    };
  }

  private DirectiveResult step(Directive directive) {
    Step step = directive.getStep();
    DirectiveResult last = lastSteps.get(step.getOperation());
    if (last != null && last.getStep() == step.getNumber()) {
      return last;
    }
    if (last != null && step.getNumber() < last.getStep()) {
      return result(directive, ResultKind.REFUSED_FENCED)
          .setText("step: " + step.getNumber() + " (expected: >= " + last.getStep() + ")")
          .build();
    }
    DirectiveResult done =
        switch (step.getActionCase()) {
          case DRAIN -> {
            drain.drain(
                Duration.ofMillis(Integer.toUnsignedLong(step.getDrain().getDeadlineMillis())));
            yield result(directive, ResultKind.DONE).build();
          }
          case UNDRAIN -> {
            drain.undrain();
            yield result(directive, ResultKind.DONE).build();
          }
          case ACTION_NOT_SET ->
              result(directive, ResultKind.REFUSED_INVALID)
                  .setText("action: not known to this build")
                  .build();
        };
    lastSteps.put(step.getOperation(), done);
    return done;
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
