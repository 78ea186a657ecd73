package io.drawbridge.gateway.session;

import io.drawbridge.wire.LaneState;

/** What is admitted now of a client's messages, as clients are told. Threads: the loop. */
public interface LaneStates {
  /** Everything, always. */
  LaneStates ALL_ADMITTED =
      new LaneStates() {
        @Override
        public boolean areNews() {
          return false;
        }

        @Override
        public int of(Session session, Lane lane) {
          return LaneState.of(LaneState.ALL_TIERS, 0);
        }

        @Override
        public int of(Session session) {
          return LaneState.of(LaneState.ALL_TIERS, 0);
        }
      };

  /** False when nothing was refused for long: then nobody needs to be told. */
  boolean areNews();

  /** The {@link LaneState} of one lane: of the gateway and of the lane's business. */
  int of(Session session, Lane lane);

  /** The {@link LaneState} of the gateway alone. */
  int of(Session session);
}
