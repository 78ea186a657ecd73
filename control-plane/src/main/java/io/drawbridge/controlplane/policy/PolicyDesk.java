package io.drawbridge.controlplane.policy;

import io.drawbridge.proto.control.v1.PolicyRecord;
import io.drawbridge.proto.control.v1.RolloutGuards;
import io.drawbridge.proto.control.v1.RolloutStage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where people change the policies of this region. Every replica takes what is asked, since it only
 * writes down what is wanted; the leader does it. Any thread; blocks for some seconds at most.
 */
public interface PolicyDesk {
  /** How long a dry run judges messages unless told otherwise. */
  Duration USUAL_DRY_RUN = Duration.ofSeconds(10);

  /** At most. */
  Duration LONGEST_DRY_RUN = Duration.ofMinutes(10);

  /** How a version is to come into force. */
  record Plan(List<RolloutStage> stages, RolloutGuards guards) {}

  /**
   * A new version of the policy that the text names. While exactly this is being rolled out, asking
   * again is as good as once.
   *
   * @param over the newest version that the writer has seen; empty = whichever
   * @param plan empty = {@link Plans#usual}
   */
  PolicyAnswer apply(String text, By by, Optional<Long> over, Optional<Plan> plan);

  /**
   * The text of an earlier version as a new one, at once; empty = the one before the stable one.
   */
  PolicyAnswer rollback(String name, Optional<Long> version, By by);

  /** The policy says nothing any more, at once. Its versions stay. */
  PolicyAnswer remove(String name, By by);

  /** Begins to judge messages by the text. The record tells the result when it is over. */
  PolicyAnswer dryRun(String text, Duration length, By by);

  /** The present stage stays. Again is as good as once. */
  PolicyAnswer pause(String name, By by);

  /** Goes on. Again is as good as once. */
  PolicyAnswer resume(String name, By by);

  /** Stops the rollout; what was in force before is again. Again is as good as once. */
  PolicyAnswer abort(String name, By by);

  /**
   * Who asks and why.
   *
   * @param who as they say themselves; at most 128 bytes
   * @param comment at most 512 bytes, may be empty
   */
  record By(String who, String comment) {}

  /** What became of what was asked for. */
  sealed interface PolicyAnswer {
    /** It is written down. */
    record Accepted(PolicyRecord record) implements PolicyAnswer {}

    /** The document is wrong; a line for each problem. */
    record Invalid(List<String> problems) implements PolicyAnswer {}

    /** No policy of that name, or no such version. */
    record Unknown(String what) implements PolicyAnswer {}

    /** Something else must end first, or another was faster; the text says what. */
    record Conflict(String why, Optional<PolicyRecord> record) implements PolicyAnswer {}

    /** Not written, or that is not known; ask again later. */
    record Unavailable(String why) implements PolicyAnswer {}
  }
}
