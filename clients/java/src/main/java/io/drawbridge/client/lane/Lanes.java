package io.drawbridge.client.lane;

import io.drawbridge.proto.client.v1.LaneStart;
import io.drawbridge.proto.client.v1.NackReason;
import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.wire.CloseReason;
import io.drawbridge.wire.LaneState;
import io.drawbridge.wire.ProtocolViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All lanes of one client instance. They outlive connections: what was not acknowledged on one is
 * sent again on the next. Not thread-safe.
 */
public final class Lanes {
  /** The protocol's bound; a send to one more service is refused. */
  public static final int MAX_LANES = 64;

  private static final int ALL_ADMITTED = LaneState.of(LaneState.ALL_TIERS, 0);

  private final RandomGenerator random;
  private final Map<Integer, Lane> lanes = new TreeMap<>();
  private final List<Lane> turns = new ArrayList<>();
  private int turn;
  private Map<Integer, Tier> tiers = Map.of();
  private @Nullable LaneLimits limits;
  private boolean paused;
  private int state = ALL_ADMITTED;

  public Lanes(RandomGenerator random) {
    this.random = random;
  }

  /** Queues a message behind all earlier ones of {@code service}. */
  public void offer(int service, byte[] body, Outcome outcome) {
    Lane lane = lanes.get(service);
    if (lane == null && lanes.size() >= MAX_LANES) {
      outcome.refused(
          new Refusal(
              NackReason.TOO_MANY_LANES,
              "service %d is one more than %d (expected: <= %d)"
                  .formatted(service, MAX_LANES, MAX_LANES)),
          false);
      return;
    }
    if (lane == null) {
      lane = new Lane(service, random);
      lane.admit(admits(service, state));
      lanes.put(service, lane);
      turns.add(lane);
    }
    lane.offer(body, outcome);
  }

  /** What CONNECT lists: every lane used so far. */
  public List<LaneStart> starts() {
    return lanes.values().stream()
        .map(lane ->
            LaneStart.newBuilder()
                .setService(lane.service)
                .setNextSeq(lane.firstUnacknowledged())
                .build())
        .toList();
  }

  /** CONNECT goes out: everything unacknowledged waits to be sent again. */
  public void reconnecting() {
    limits = null;
    state = ALL_ADMITTED;
    paused = false;
    lanes.values().forEach(Lane::reconnected);
  }

  /** CONNECTED came: sending may begin. */
  public void connected(LaneLimits limitsNow, Map<Integer, Tier> tiersNow) {
    limits = limitsNow;
    tiers = Map.copyOf(tiersNow);
  }

  /** True: no new frames for now; answers still count. A new connection starts unpaused. */
  public void pause(boolean pausedNow) {
    paused = pausedNow;
  }

  /** The next frame to write, lanes taking turns; null when none may go now. */
  public @Nullable Upstream poll(long nowNanos) {
    if (limits == null || paused) {
      return null;
    }
    for (int tried = 0; tried < turns.size(); tried++) {
      turn = (turn + 1) % turns.size();
      Lane lane = turns.get(turn);
      Upstream frame = lane.poll(limits, nowNanos);
      if (frame != null) {
        return frame;
      }
    }
    return null;
  }

  /** When {@link #poll} may find something that it does not now; {@link Long#MAX_VALUE}: never. */
  public long nextDueNanos() {
    long due = Long.MAX_VALUE;
    if (limits != null && !paused) {
      for (Lane lane : turns) {
        due = Math.min(due, lane.nextDueNanos());
      }
    }
    return due;
  }

  /** UPSTREAM_ACK. */
  public void acknowledged(int service, long seq) throws ProtocolViolation {
    lane(service).acknowledged(seq);
  }

  /** UPSTREAM_NACK. */
  public void refused(int service, long seq, Nack nack, long nowNanos) throws ProtocolViolation {
    lane(service).refused(seq, nack, nowNanos);
  }

  /** News of one lane, from its ack or nack. */
  public void state(int service, int state) throws ProtocolViolation {
    lane(service).admit(admits(service, state));
  }

  /** News for every lane, also those to come, from a PONG. */
  public void state(int stateNow) {
    state = stateNow;
    lanes.values().forEach(lane -> lane.admit(admits(lane.service, state)));
  }

  /** True when nothing sent waits for an answer. */
  public boolean isSettled() {
    return turns.stream().allMatch(Lane::isSettled);
  }

  /** True when every message was acknowledged or refused. */
  public boolean isEmpty() {
    return turns.stream().allMatch(Lane::isEmpty);
  }

  /** The client ends: every message is abandoned. */
  public void abandonAll() {
    lanes.values().forEach(Lane::abandonAll);
  }

  private boolean admits(int service, int state) {
    Tier tier = tiers.get(service);
    return tier == null || tier == Tier.UNRECOGNIZED || LaneState.admits(state, tier.getNumber());
  }

  private Lane lane(int service) throws ProtocolViolation {
    Lane lane = lanes.get(service);
    if (lane == null) {
      throw new ProtocolViolation(
          CloseReason.PROTOCOL,
          "answer in lane " + service + " (expected: one of " + lanes.keySet() + ")");
    }
    return lane;
  }
}
