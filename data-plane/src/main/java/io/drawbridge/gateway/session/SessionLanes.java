package io.drawbridge.gateway.session;

import io.drawbridge.proto.client.v1.LaneStart;
import io.drawbridge.proto.handover.v1.HandedSession;
import io.drawbridge.proto.peer.v1.LaneProgress;
import io.drawbridge.proto.peer.v1.SessionState;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lanes of one session, in the order in which they came. Threads: the session's loop. */
final class SessionLanes {
  private static final Lane[] NONE = {};

  private final KeptMessages kept;
  private Lane[] all = NONE;

  SessionLanes(KeptMessages kept) {
    this.kept = kept;
  }

  List<Lane> all() {
    return List.of(all);
  }

  /** The lane to a service, or null when it was not used yet. */
  @Nullable Lane find(int service) {
    for (Lane lane : all) {
      if (lane.service() == service) {
        return lane;
      }
    }
    return null;
  }

  /** The lane to a service, made when need be; null beyond {@link Session#MAX_LANES}. */
  @Nullable Lane findOrAdd(int service, long next) {
    Lane known = find(service);
    if (known != null || all.length == Session.MAX_LANES) {
      return known;
    }
    return add(new Lane(service, next, kept));
  }

  private Lane add(Lane lane) {
    all = Arrays.copyOf(all, all.length + 1);
    all[all.length - 1] = lane;
    return lane;
  }

  /** The client has connected, and says how far it knows each lane to be. */
  void goOnFrom(List<LaneStart> starts) {
    for (LaneStart start : starts) {
      Lane lane = findOrAdd(start.getService(), start.getNextSeq());
      if (lane != null) {
        lane.goOnFrom(start.getNextSeq());
      }
    }
  }

  /** True when no lane waits for the business's answer. */
  boolean areSettled() {
    for (Lane lane : all) {
      if (lane.hasOpenBatch()) {
        return false;
      }
    }
    return true;
  }

  /** What is taken and not acknowledged, with what is around bodies. */
  long keptBytes() {
    long bytes = 0;
    for (Lane lane : all) {
      bytes += lane.keptBytes();
    }
    return bytes;
  }

  /** The session is over: its messages are kept no longer. */
  void end() {
    for (Lane lane : all) {
      lane.end();
    }
  }

  void writeTo(SessionState.Builder state) {
    for (Lane lane : all) {
      state.addLanes(LaneProgress.newBuilder().setService(lane.service()).setAcked(lane.acked()));
    }
  }

  void writeTo(HandedSession.Builder handed, long nowNanos) {
    for (Lane lane : all) {
      handed.addLanes(lane.handed(nowNanos));
    }
  }

  void readFrom(HandedSession handed, long nowNanos) {
    readFrom(handed.getState());
    for (int i = 0; i < Math.min(all.length, handed.getLanesCount()); i++) {
      all[i].goOnAs(handed.getLanes(i), nowNanos);
    }
  }

  void readFrom(SessionState state) {
    for (LaneProgress lane : state.getLanesList()) {
      var _ = add(new Lane(lane.getService(), lane.getAcked() + 1, kept));
    }
  }
}
