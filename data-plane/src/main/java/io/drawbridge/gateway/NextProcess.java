package io.drawbridge.gateway;

import io.drawbridge.gateway.GatewayConfig.HandOverConfig;
import io.drawbridge.gateway.control.RestartControl;
import io.drawbridge.gateway.control.Undertaking;
import io.drawbridge.gateway.handover.SuccessorCommand;
import io.drawbridge.proto.control.v1.Restart;
import io.drawbridge.proto.control.v1.ResultKind;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the next process of this gateway started, when a directive or an operator asks for it, one at
 * a time; and tells of this process how it took over, which is that next process. Threads: any.
 */
final class NextProcess implements RestartControl {
  /** From the command to the moment it serves: it starts, rehearses, asks for the doors. */
  static final Duration SERVES_WITHIN = Duration.ofSeconds(75);

  private static final String UNCHANGED = "; this process goes on as if nothing had been";
  private static final Logger log = LoggerFactory.getLogger(NextProcess.class);

  private final Optional<HandOverConfig> config;
  private final long generation;
  private final HandOverSide handOver;
  private final ScheduledExecutorService timer;
  private @Nullable Attempt latest;

  /**
   * Nothing is started.
   *
   * @param generation this process's
   * @param timer must not be kept
   */
  NextProcess(
      Optional<HandOverConfig> config,
      long generation,
      HandOverSide handOver,
      ScheduledExecutorService timer) {
    this.config = config;
    this.generation = generation;
    this.handOver = handOver;
    this.timer = timer;
  }

  @Override
  public boolean cameAfter(Restart how) {
    return Long.compareUnsigned(generation, how.getGeneration()) > 0;
  }

  @Override
  public Undertaking restart(Restart how) {
    return cameAfter(how) ? new TakeOver() : begin(how.getArtifact());
  }

  /** As a directive does, and says in the log what becomes of it. */
  void restartNow() {
    Undertaking attempt = begin("");
    if (attempt.kind() == ResultKind.REFUSED_INVALID) {
      log.warn("restart: {}", attempt.text());
    }
  }

  private synchronized Undertaking begin(String artifact) {
    Attempt under = latest;
    if (under != null && under.kind() == ResultKind.IN_PROGRESS) {
      return new Refused("a restart is under way: " + under.text() + " (expected: one at a time)");
    }
    Optional<String> problem = problem(artifact);
    if (problem.isPresent()) {
      return new Refused(problem.get());
    }
    Attempt attempt = new Attempt();
    latest = attempt;
    attempt.start(new SuccessorCommand(config.orElseThrow().command().orElseThrow()), artifact);
    return attempt;
  }

  private Optional<String> problem(String artifact) {
    if (config.flatMap(HandOverConfig::command).isEmpty()) {
      return Optional.of(
          "hand-over.command: not configured (expected: what starts the gateway's next process)");
    }
    if (!SuccessorCommand.isArtifact(artifact)) {
      return Optional.of(
          "artifact: \"" + artifact + "\" (expected: letters, digits and . _ - / +, at most 128)");
    }
    return handOver.cannotHandOver();
  }

  /** The next process serves: it takes the rest. */
  void serves() {
    tell(Attempt::serves);
  }

  /** It has gone before it had everything. */
  void isGone() {
    tell(attempt -> attempt.fail("the new process has gone before it had taken over"));
  }

  private interface News {
    void tell(Attempt attempt);
  }

  private synchronized void tell(News news) {
    if (latest != null) {
      news.tell(latest);
    }
  }

  /** This process is the next one. */
  private final class TakeOver implements Undertaking {
    @Override
    public ResultKind kind() {
      return handOver.isTakingOver() ? ResultKind.IN_PROGRESS : ResultKind.DONE;
    }

    @Override
    public String text() {
      if (handOver.isTakingOver()) {
        return "the new process takes over";
      }
      return handOver.hasTakenOver()
          ? "took over %d sessions in %.1f s"
              .formatted(handOver.sessionsTaken(), handOver.takeOverSeconds())
          : "started anew, with no process to take over from";
    }
  }

  private record Refused(String text) implements Undertaking {
    @Override
    public ResultKind kind() {
      return ResultKind.REFUSED_INVALID;
    }
  }

  /** A next process on its way. */
  private final class Attempt implements Undertaking {
    private volatile String text = "the new process starts";
    private volatile ResultKind kind = ResultKind.IN_PROGRESS;
    private boolean serves;

    @Override
    public ResultKind kind() {
      return kind;
    }

    @Override
    public String text() {
      return text;
    }

    void start(SuccessorCommand command, String artifact) {
      try {
        Process process = command.start(artifact, this::ended);
        log.info(
            "restart: process {} is started by {}{}",
            process.pid(),
            command.words().getFirst(),
            artifact.isEmpty() ? "" : ", artifact " + artifact);
        var _ = timer.schedule(() -> late(process), SERVES_WITHIN.toSeconds(), TimeUnit.SECONDS);
      } catch (IOException e) {
        fail("hand-over.command: " + e.getMessage());
      }
    }

    void serves() {
      serves = true;
      text = "the new process takes over";
    }

    /** By code 0 also a command ends that has had somebody else start the process. */
    private void ended(int code) {
      synchronized (NextProcess.this) {
        if (code != 0 && !serves) {
          fail("the new process ended with exit code " + code + " before it served");
        }
      }
    }

    private void late(Process process) {
      synchronized (NextProcess.this) {
        if (!serves && kind == ResultKind.IN_PROGRESS) {
          fail("the new process did not serve within " + SERVES_WITHIN.toSeconds() + " s");
          process.destroyForcibly();
        }
      }
    }

    void fail(String why) {
      if (kind == ResultKind.IN_PROGRESS) {
        text = why + (serves ? "; this process goes on with what it has" : UNCHANGED);
        kind = ResultKind.REFUSED_INVALID;
        log.error("restart: {}", text);
      }
    }
  }
}
