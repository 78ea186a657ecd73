package io.drawbridge.controlplane.policy;

import io.drawbridge.controlplane.policy.PolicyBook.Stored;
import io.drawbridge.controlplane.policy.PolicyStore.Unavailable;
import io.drawbridge.policy.Policy;
import io.drawbridge.policy.PolicySet;
import io.drawbridge.process.config.ConfigException;
import io.drawbridge.proto.control.v1.DryRun;
import io.drawbridge.proto.control.v1.DryRunState;
import io.drawbridge.proto.control.v1.PolicyRecord;
import io.drawbridge.proto.control.v1.PolicyVersion;
import io.drawbridge.proto.control.v1.Rollout;
import io.drawbridge.proto.control.v1.RolloutState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes down what people ask for, each time over the record that was read just before. */
public final class Policies implements PolicyDesk {
  static final int MAX_WHO_BYTES = 128;
  static final int MAX_COMMENT_BYTES = 512;

  /** Against the leader, which writes what it measures once a second. */
  static final int MAX_TRIES = 5;

  private final PolicyStore store;
  private final PolicyBook book;
  private final InstantSource clock;

  /** {@code book}: what the other policies say, for whether documents exclude each other. */
  public Policies(PolicyStore store, PolicyBook book, InstantSource clock) {
    this.store = store;
    this.book = book;
    this.clock = clock;
  }

  /** What a request makes of a record. */
  private interface Edit {
    /** {@link Changed} with the record to be written, or the answer. */
    Outcome of(PolicyRecord record);
  }

  private sealed interface Outcome {}

  private record Changed(PolicyRecord record) implements Outcome {}

  private record Answered(PolicyAnswer answer) implements Outcome {}

  @Override
  public PolicyAnswer apply(String text, By by, Optional<Long> over, Optional<Plan> plan) {
    List<String> problems = new ArrayList<>(problems(by));
    Optional<Policy> policy = parsed(text, problems);
    Plan how = plan.orElseGet(Plans::usual);
    Plans.problem(how).ifPresent(problems::add);
    if (policy.isEmpty() || !problems.isEmpty()) {
      return new PolicyAnswer.Invalid(problems);
    }
    Policy wanted = policy.get();
    return edited(
        wanted.name(),
        true,
        record -> {
          if (isUnderWay(record, text, how)) { // its answer was lost, and it is asked again
            return new Answered(new PolicyAnswer.Accepted(record));
          }
          if (over.isPresent() && over.get() != Records.newest(record)) {
            return conflict(
                "%s: version %d is the newest (expected: %d)"
                    .formatted(wanted.name(), Records.newest(record), over.get()),
                record);
          }
          if (record.getVersionsCount() > 0 && !record.getKind().equals(wanted.kind())) {
            return invalid(
                "kind: %s (expected: %s, as before)".formatted(wanted.kind(), record.getKind()));
          }
          return started(record.toBuilder().setKind(wanted.kind()).build(), text, by, how);
        });
  }

  @Override
  public PolicyAnswer rollback(String name, Optional<Long> version, By by) {
    return edited(
        name,
        false,
        record -> {
          long target = version.orElseGet(() -> before(record));
          Optional<PolicyVersion> earlier = Records.version(record, target);
          if (earlier.isEmpty()) {
            return new Answered(new PolicyAnswer.Unknown(name + " version " + target));
          }
          PolicyRecord free = aborted(record, by);
          String comment = by.comment().isEmpty() ? "rollback to version " + target : by.comment();
          return started(free, earlier.get().getText(), new By(by.who(), comment), Plans.atOnce());
        });
  }

  @Override
  public PolicyAnswer remove(String name, By by) {
    return edited(name, false, record -> started(aborted(record, by), "", by, Plans.atOnce()));
  }

  @Override
  public PolicyAnswer dryRun(String text, Duration length, By by) {
    List<String> problems = new ArrayList<>(problems(by));
    Optional<Policy> policy = parsed(text, problems);
    if (length.isZero() || length.isNegative() || length.compareTo(LONGEST_DRY_RUN) > 0) {
      problems.add("length: " + length.toMillis() + " ms (expected: 1 ms to 10 m)");
    }
    if (policy.isEmpty() || !problems.isEmpty()) {
      return new PolicyAnswer.Invalid(problems);
    }
    String name = policy.get().name();
    Optional<PolicyRecord> other =
        book.all().stream()
            .filter(record -> record.getDryRun().getState() == DryRunState.TRYING)
            .findFirst();
    if (other.isPresent()) {
      return new PolicyAnswer.Conflict(
          other.get().getName() + " is on trial (expected: one dry run at a time)", other);
    }
    return edited(
        name,
        true,
        record -> {
          Optional<String> clash = clash(record.toBuilder().setName(name).build(), text);
          if (clash.isPresent()) {
            return invalid(clash.get());
          }
          return new Changed(
              record.toBuilder()
                  .setKind(record.getKind().isEmpty() ? policy.get().kind() : record.getKind())
                  .setDryRun(
                      DryRun.newBuilder()
                          .setNumber(record.getDryRun().getNumber() + 1)
                          .setText(text)
                          .setBy(by.who())
                          .setState(DryRunState.TRYING)
                          .setLengthMillis((int) length.toMillis())
                          .setBeganUnixMillis(clock.millis()))
                  .build());
        });
  }

  @Override
  public PolicyAnswer pause(String name, By by) {
    return whileRolling(name, by, true, "pause");
  }

  @Override
  public PolicyAnswer resume(String name, By by) {
    return whileRolling(name, by, false, "resume");
  }

  @Override
  public PolicyAnswer abort(String name, By by) {
    return edited(
        name,
        false,
        record -> {
          if (record.getRollout().getState() == RolloutState.ROLLOUT_ABORTED) {
            return new Answered(new PolicyAnswer.Accepted(record));
          }
          return Records.isRollingOut(record)
              ? new Changed(aborted(record, by))
              : conflict(name + ": no rollout is under way", record);
        });
  }

  private static boolean isUnderWay(PolicyRecord record, String text, Plan plan) {
    Rollout rollout = record.getRollout();
    return Records.isRollingOut(record)
        && Records.text(record, rollout.getVersion()).equals(text)
        && rollout.getStagesList().equals(plan.stages())
        && rollout.getGuards().equals(plan.guards());
  }

  private PolicyAnswer whileRolling(String name, By by, boolean paused, String note) {
    return edited(
        name,
        false,
        record -> {
          Rollout rollout = record.getRollout();
          if (!Records.isRollingOut(record)) {
            return conflict(name + ": no rollout is under way", record);
          }
          if (rollout.getPaused() == paused) {
            return new Answered(new PolicyAnswer.Accepted(record));
          }
          Rollout next = rollout.toBuilder().setPaused(paused).build();
          return new Changed(
              record.toBuilder()
                  .setRollout(Records.noted(next, by.who(), note, clock.millis()))
                  .build());
        });
  }

  private PolicyRecord aborted(PolicyRecord record, By by) {
    if (!Records.isRollingOut(record)) {
      return record;
    }
    long now = clock.millis();
    Rollout ended =
        Records.ended(
            record.getRollout(), RolloutState.ROLLOUT_ABORTED, "aborted by " + by.who(), now);
    return record.toBuilder().setRollout(Records.noted(ended, by.who(), "abort", now)).build();
  }

  /** A rollout of a new version with this text. */
  private Outcome started(PolicyRecord record, String text, By by, Plan plan) {
    if (Records.isRollingOut(record)) {
      return conflict(
          "%s version %d is being rolled out (expected: after its end, or after its abort)"
              .formatted(record.getName(), record.getRollout().getVersion()),
          record);
    }
    Optional<PolicyRecord> other = otherRollout(record, plan);
    if (other.isPresent()) {
      return conflict(
          "%s is being rolled out in stages (expected: one at a time, or at once)"
              .formatted(other.get().getName()),
          other.get());
    }
    Optional<String> clash = clash(record, text);
    if (clash.isPresent()) {
      return invalid(clash.get());
    }
    long now = clock.millis();
    long version = Records.newest(record) + 1;
    PolicyRecord next =
        Records.withVersion(
            record,
            PolicyVersion.newBuilder()
                .setVersion(version)
                .setText(text)
                .setBy(by.who())
                .setAtUnixMillis(now)
                .setComment(by.comment())
                .build());
    Rollout rollout =
        Rollout.newBuilder()
            .setVersion(version)
            .setFrom(record.getStable())
            .setState(RolloutState.ROLLING_OUT)
            .addAllStages(plan.stages())
            .setGuards(plan.guards())
            .setBy(by.who())
            .setBeganUnixMillis(now)
            .build();
    return new Changed(
        next.toBuilder()
            .setRollout(Records.noted(rollout, by.who(), "version " + version, now))
            .build());
  }

  /** Two at a time could not be told apart by what gateways measure. */
  private Optional<PolicyRecord> otherRollout(PolicyRecord record, Plan plan) {
    boolean staged = plan.stages().size() > 1;
    return book.all().stream()
        .filter(other -> staged && !other.getName().equals(record.getName()))
        .filter(other -> Records.isRollingOut(other) && other.getRollout().getStagesCount() > 1)
        .findFirst();
  }

  /** Why the text cannot stand beside what other policies say or are about to say. */
  private Optional<String> clash(PolicyRecord record, String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    List<Policy> together = new ArrayList<>();
    parsed(text, new ArrayList<>()).ifPresent(together::add);
    for (PolicyRecord other : book.all()) {
      if (!other.getName().equals(record.getName())) {
        long version =
            Records.isRollingOut(other) ? other.getRollout().getVersion() : other.getStable();
        Records.policy(other, version).ifPresent(together::add);
      }
    }
    try {
      PolicySet _ = new PolicySet(together);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static long before(PolicyRecord record) {
    return Records.isRollingOut(record)
        ? record.getStable()
        : record.getVersionsList().stream()
            .mapToLong(PolicyVersion::getVersion)
            .filter(version -> version < record.getStable())
            .max()
            .orElse(0);
  }

  private PolicyAnswer edited(String name, boolean mayBeNew, Edit edit) {
    try {
      for (int tries = 1; tries <= MAX_TRIES; tries++) {
        Optional<Stored> stored = store.read(name);
        if (stored.isEmpty() && !mayBeNew) {
          return new PolicyAnswer.Unknown(name);
        }
        if (stored.isEmpty() && book.all().size() >= PolicySet.MAX_POLICIES) {
          return new PolicyAnswer.Conflict(
              "policies: " + PolicySet.MAX_POLICIES + " (expected: fewer)", Optional.empty());
        }
        PolicyRecord record =
            stored
                .map(Stored::record)
                .orElseGet(() -> PolicyRecord.newBuilder().setName(name).build());
        switch (edit.of(record)) {
          case Answered answered -> {
            return answered.answer();
          }
          case Changed changed -> {
            long revision = stored.map(Stored::revision).orElse(PolicyStore.ABSENT);
            OptionalLong written = store.write(changed.record(), revision);
            if (written.isPresent()) {
              return new PolicyAnswer.Accepted(changed.record());
            }
          }
        }
      }
      return new PolicyAnswer.Unavailable(name + ": others write all the time; ask again");
    } catch (Unavailable e) {
      return new PolicyAnswer.Unavailable(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Policy> parsed(String text, List<String> problems) {
    try {
      return Optional.of(Policy.parse("document", text));
    } catch (ConfigException e) {
      problems.addAll(e.lines());
      return Optional.empty();
    }
  }

  private static List<String> problems(By by) {
    List<String> problems = new ArrayList<>();
    tooLong("by", by.who(), MAX_WHO_BYTES).ifPresent(problems::add);
    tooLong("comment", by.comment(), MAX_COMMENT_BYTES).ifPresent(problems::add);
    return problems;
  }

  private static Optional<String> tooLong(String key, String text, int most) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return bytes <= most
        ? Optional.empty()
        : Optional.of(key + ": " + bytes + " bytes (expected: <= " + most + ")");
  }

  private static Outcome conflict(String why, PolicyRecord record) {
    return new Answered(new PolicyAnswer.Conflict(why, Optional.of(record)));
  }

  private static Outcome invalid(String problem) {
    return new Answered(new PolicyAnswer.Invalid(List.of(problem)));
  }
}
