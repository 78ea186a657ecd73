package io.drawbridge.coordination;

import com.google.protobuf.ByteString;

/** Whether a lease may put its value where another's stands. Called on the lease's thread. */
@FunctionalInterface
public interface Claim {
  /** The key belongs to whoever came last. */
  Claim ALWAYS = present -> Answer.TAKE;

  /** Judges the value that {@code present} holds now under another lease, or under none. */
  Answer judge(ByteString present);

  /** What to do about another's value. */
  enum Answer {
    /** Replace it. */
    TAKE,
    /** Leave it and ask again at the next renewal. */
    WAIT,
    /** Leave it and give the key up. */
    YIELD
  }
}
