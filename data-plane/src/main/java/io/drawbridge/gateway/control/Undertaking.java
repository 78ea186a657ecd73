package io.drawbridge.gateway.control;

import io.drawbridge.proto.control.v1.ResultKind;

/** Something that a step has begun and that ends well or not. Threads: any. */
public interface Undertaking {
  /** IN_PROGRESS until it is over; then DONE or REFUSED_INVALID, for good. */
  ResultKind kind();

  /** How it stands, in a sentence. Read after {@link #kind}. */
  String text();
}
