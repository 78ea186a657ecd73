package io.drawbridge.business.push;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.business.v1.Outcome;

/**
 * What became of a push in one session.
 *
 * @param session 16 bytes; empty when the outcome is about the whole target
 * @param text one sentence for people; may be empty
 */
public record SessionOutcome(ByteString session, Outcome outcome, String text) {}
