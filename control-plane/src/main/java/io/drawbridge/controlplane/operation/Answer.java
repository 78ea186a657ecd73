package io.drawbridge.controlplane.operation;

import io.drawbridge.proto.control.v1.Operation;

/** What becomes of what an operator asks for. */
public sealed interface Answer {
  /** It is recorded: now, or by an earlier request with the same key. */
  record Accepted(Operation operation) implements Answer {}

  /** Another operation has the gateway. */
  record Conflict(Operation other) implements Answer {}

  /** The idempotency key was used for something else. */
  record KeyTaken(Operation other) implements Answer {}

  /** There is no such gateway here. */
  record UnknownGateway() implements Answer {}

  /** There is no such region. */
  record UnknownRegion() implements Answer {}

  /** It came after its time; nothing was recorded. */
  record TooLate() implements Answer {}

  /** There is no such operation here. */
  record UnknownOperation() implements Answer {}

  /** It is over, or cannot be taken back. */
  record NotAbortable(Operation operation) implements Answer {}

  /** It is over or being stopped, or is none that begins others one after another. */
  record NotPausable(Operation operation) implements Answer {}

  /** As many are under way as may be. */
  record Full() implements Answer {}

  /** Another replica leads, or none. */
  record NotLeading() implements Answer {}

  /** It could not be recorded, or that is not known; ask again with the same key. */
  record Unavailable(String why) implements Answer {}
}
