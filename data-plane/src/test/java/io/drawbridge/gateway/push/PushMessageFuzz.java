package io.drawbridge.gateway.push;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.proto.business.v1.PushMessage;
import io.drawbridge.wire.PushId;
import java.util.Optional;

/** A business's push: unreadable, refused with a text, or one that can be sent. */
public final class PushMessageFuzz {
  private PushMessageFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    try {
      PushMessage push = PushMessage.parseFrom(input);
      Optional<String> problem = PushCheck.problemOf(push);
      if (problem.isPresent() && !problem.get().contains("(expected: ")) {
        throw new AssertionError("text: " + problem.get());
      }
      if (problem.isEmpty() && push.getId().size() != PushId.BYTES) {
        throw new AssertionError("accepted: " + push);
      }
    } catch (InvalidProtocolBufferException _) {
      // Refused.
    }
  }
}
