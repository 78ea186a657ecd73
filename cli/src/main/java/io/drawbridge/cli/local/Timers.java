package io.drawbridge.cli.local;

import java.time.Duration;

/** How fast a fleet notices things. Production's values are the processes' own defaults. */
public record Timers(
    Duration registrationTtl,
    Duration electionTtl,
    Duration suspectAfter,
    Duration reportInterval,
    Duration snapshotInterval,
    Duration firstSpread,
    Duration heartbeat,
    Duration grace,
    Duration rehearsal) {

  /** For people: unhurried, but nobody waits for minutes. */
  public static final Timers UP =
      new Timers(
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofSeconds(5));

  /** For tests: as short as two busy cores allow. */
  public static final Timers TEST =
      new Timers(
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(20),
          Duration.ofSeconds(1));

  /** The same with another time in which a process practises to take over. */
  Timers withRehearsal(Duration atMost) {
    return new Timers(
        registrationTtl,
        electionTtl,
        suspectAfter,
        reportInterval,
        snapshotInterval,
        firstSpread,
        heartbeat,
        grace,
        atMost);
  }
}
