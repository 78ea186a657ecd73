package io.drawbridge.business.upstream;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.business.v1.TraceContext;
import java.util.Optional;

/**
 * One message of a client.
 *
 * @param connectNumber of the connection that brought it, unsigned 32 bits; see {@link LaneStep}
 * @param session 16 bytes: the target of a push to this session alone
 * @param seq number in the lane, from 1; numbers that the client gave up are missing
 * @param repeat true when an earlier copy may have been delivered; a hint: the key decides
 * @param body opaque bytes, at most 1 MiB
 * @param trace present when the client sampled this message
 */
public record ClientMessage(
    LaneKey lane,
    long connectNumber,
    ByteString session,
    long seq,
    boolean repeat,
    ByteString body,
    Optional<TraceContext> trace) {
  /** What a business with a database of its own remembers together with the message's effect. */
  public LaneStep step() {
    return new LaneStep(lane, connectNumber, seq);
  }
}
