package io.drawbridge.gateway.push;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.proto.business.v1.DisconnectRequest;
import io.drawbridge.proto.peer.v1.DisconnectOrder;
import io.grpc.Status;
import io.grpc.StatusException;

/** A business's disconnect: unreadable, INVALID_ARGUMENT, or an order for a user of an app. */
public final class DisconnectRequestFuzz {
  private DisconnectRequestFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    try {
      DisconnectOrder order = DisconnectCheck.orderOf(DisconnectRequest.parseFrom(input));
      if (order.getApp().isEmpty() || order.getUser().isEmpty() || order.getCode() < 3500) {
        throw new AssertionError("accepted: " + order);
      }
    } catch (InvalidProtocolBufferException _) {
      // Refused.
    } catch (StatusException e) {
      if (e.getStatus().getCode() != Status.Code.INVALID_ARGUMENT) {
        throw new AssertionError("refused by", e);
      }
    }
  }
}
