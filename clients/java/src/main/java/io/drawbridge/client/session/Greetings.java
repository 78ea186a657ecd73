package io.drawbridge.client.session;

import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.LaneStart;
import io.drawbridge.proto.client.v1.Resume;
import java.util.List;
import java.util.Optional;

/** What a client says first on each of its connections, under a number that no other has. */
final class Greetings {
  static final int PROTOCOL_VERSION = 1;

  private final Identity identity;
  private int connectNumber;

  Greetings(Identity identity) {
    this.identity = identity;
  }

  /** The next CONNECT. */
  Connect next(String token, List<LaneStart> lanes, Optional<Resume> claim) {
    Connect.Builder connect =
        Connect.newBuilder()
            .setProtocolVersion(PROTOCOL_VERSION)
            .setToken(token)
            .setDevice(identity.device())
            .setEpoch(identity.epoch())
            .setConnectNumber(++connectNumber)
            .addAllLanes(lanes)
            .setLibrary(identity.library());
    claim.ifPresent(connect::setResume);
    return connect.build();
  }
}
