package io.drawbridge.bench.yardstick;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.Limits;
import io.drawbridge.proto.client.v1.Service;
import io.drawbridge.proto.client.v1.Tier;
import java.nio.charset.StandardCharsets;

/** What yardsticks answer CONNECT and CLOSE with: the same bytes as {@code frames.h}. */
final class Bodies {
  /** As long as a gateway's. The resume token is one that nobody could use. */
  static final byte[] CONNECTED =
      Connected.newBuilder()
          .setSession(padded("yardstick-sess-1", 16))
          .setResumeToken(padded("not a token", 86))
          .setHeartbeatMillis(60_000)
          .setLimits(
              Limits.newBuilder()
                  .setMaxFrameBytes(1 << 20)
                  .setLaneWindowMessages(128)
                  .setLaneWindowBytes(256 << 10)
                  .setMaxLanes(64)
                  .setSessionWindowMessages(64)
                  .setSessionWindowBytes(256 << 10))
          .addServices(
              Service.newBuilder().setService(1).setName("yardstick").setTier(Tier.INTERACTIVE))
          .setAuthenticationEndsInMillis(-1) // unsigned: as late as can be said
          .build()
          .toByteArray();

  /** CLIENT_LEFT. */
  static final byte[] CLOSE = Close.newBuilder().setCode(3508).build().toByteArray();

  private Bodies() {}

  private static ByteString padded(String text, int bytes) {
    byte[] padded = new byte[bytes];
    byte[] start = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(start, 0, padded, 0, start.length);
    return ByteString.copyFrom(padded);
  }
}
