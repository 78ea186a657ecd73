package io.drawbridge.gateway.policy;

import io.drawbridge.policy.Rung;
import io.drawbridge.policy.TierName;
import io.drawbridge.process.config.ByteSize;
import io.drawbridge.proto.client.v1.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * What a gateway leaves out now: everything that any rung says.
 *
 * @param heartbeatSeconds how often clients ping at most; 0 = as usual
 * @param refusedTiers bit t: messages of tier t are refused
 * @param dropForgettable pushes that need no acknowledgement are dropped
 * @param maxBodyBytes the largest body of a client's message
 * @param refuseNewSessions only those who resume come in
 */
public record Measures(
    int heartbeatSeconds,
    int refusedTiers,
    boolean dropForgettable,
    long maxBodyBytes,
    boolean refuseNewSessions) {
  /** Nothing is left out. */
  public static final Measures NONE = new Measures(0, 0, false, Long.MAX_VALUE, false);

  static Measures of(Collection<Rung> rungs) {
    Measures all = NONE;
    for (Rung rung : rungs) {
      all = all.and(rung);
    }
    return all;
  }

  private Measures and(Rung rung) {
    int refused = refusedTiers;
    for (TierName tier : rung.refuse().orElse(List.of())) {
      refused |= 1 << number(tier);
    }
    return new Measures(
        Math.max(
            heartbeatSeconds,
            (int) rung.heartbeat().map(Duration::toSeconds).orElse(0L).longValue()),
        refused,
        dropForgettable || rung.dropForgettable().orElse(false),
        Math.min(maxBodyBytes, rung.maxBody().map(ByteSize::bytes).orElse(Long.MAX_VALUE)),
        refuseNewSessions || rung.refuseNewSessions().orElse(false));
  }

  /** True if messages of this tier are refused, CRITICAL = 0. */
  public boolean refuses(int tier) {
    return (refusedTiers & (1 << tier)) != 0;
  }

  private static int number(TierName tier) {
    return Tier.valueOf(tier.name()).getNumber();
  }

  /** For people, a line each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (heartbeatSeconds > 0) {
      lines.add("heartbeat " + heartbeatSeconds + "s");
    }
    for (TierName tier : TierName.values()) {
      if (refuses(number(tier))) {
        lines.add("refuse " + tier.name().toLowerCase(Locale.ROOT));
      }
    }
    if (dropForgettable) {
      lines.add("drop forgettable pushes");
    }
    if (maxBodyBytes < Long.MAX_VALUE) {
      lines.add("max body " + new ByteSize(maxBodyBytes));
    }
    if (refuseNewSessions) {
      lines.add("refuse new sessions");
    }
    return List.copyOf(lines);
  }
}
