package io.drawbridge.business.upstream;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.business.v1.LaneIdentity;

/** A lane as one stream knows it: by a number. */
record NamedLane(int number, LaneKey key, long connectNumber, ByteString session) {
  static NamedLane of(int number, String app, int service, LaneIdentity identity) {
    LaneKey key =
        new LaneKey(app, service, identity.getUser(), identity.getDevice(), identity.getEpoch());
    return new NamedLane(
        number, key, Integer.toUnsignedLong(identity.getConnectNumber()), identity.getSession());
  }

  boolean isOf(String app, int service) {
    return key.service() == service && key.app().equals(app);
  }
}
