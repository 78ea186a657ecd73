package io.drawbridge.controlplane.revocation;

import io.drawbridge.proto.control.v1.Revocation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Revokes in every region of the fleet at the same time; one that cannot be reached holds up none
 * of the others. Threads: any; blocks as long as the slowest door.
 */
public final class Revoker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Revoker.class);

  private final SortedMap<String, RegionDoor> doors;
  private final Duration life;
  private final InstantSource clock;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("revoke-", 1).factory());

  /**
   * Of a fleet with these regions.
   *
   * @param doors by region, the own one among them
   * @param life of a revocation: no token may be valid for longer
   */
  public Revoker(Map<String, RegionDoor> doors, Duration life, InstantSource clock) {
    this.doors = new TreeMap<>(doors);
    this.life = life;
    this.clock = clock;
  }

  /**
   * What became of a revocation.
   *
   * @param problems region to why it may not know of it; empty = done everywhere
   */
  public record Outcome(Revocation revocation, Map<String, String> problems) {}

  /**
   * From now on no token counts that was issued to the user until now.
   *
   * @param device empty = on any device
   */
  public Outcome revoke(String app, String user, String device) {
    Instant now = clock.instant();
    Revocation revocation =
        Revocation.newBuilder()
            .setApp(app)
            .setUser(user)
            .setDevice(device)
            .setNotBeforeUnixMillis(now.toEpochMilli())
            .setEndsUnixMillis(now.plus(life).toEpochMilli())
            .build();
    Map<String, Future<String>> asked = new LinkedHashMap<>();
    doors.forEach((region, door) -> asked.put(region, threads.submit(through(door, revocation))));
    Map<String, String> problems = new LinkedHashMap<>();
    asked.forEach((region, answer) -> {
      String problem = problemOf(answer);
      if (!problem.isEmpty()) {
        problems.put(region, problem);
      }
    });
    log.info(
        "tokens of {}:{} device \"{}\" revoked; regions that may not know: {}",
        app,
        user,
        device,
        problems);
    return new Outcome(revocation, problems);
  }

  private static Callable<String> through(RegionDoor door, Revocation revocation) {
    return () -> {
      try {
        door.revoke(revocation);
        return "";
      } catch (RegionDoor.Unreachable e) {
        return String.valueOf(e.getMessage());
      }
    };
  }

  private static String problemOf(Future<String> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      log.error("revocation failed", e.getCause());
      return "a defect; the control plane's log says more";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
