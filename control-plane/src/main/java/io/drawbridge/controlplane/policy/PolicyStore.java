package io.drawbridge.controlplane.policy;

import io.drawbridge.controlplane.policy.PolicyBook.Stored;
import io.drawbridge.proto.control.v1.PolicyRecord;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Where policies are kept. Blocks for seconds at most; any thread. */
public interface PolicyStore {
  /** Revision to write over when the policy must not be there yet. */
  long ABSENT = 0;

  /** As it is now. */
  Optional<Stored> read(String name) throws Unavailable;

  /**
   * Writes if the policy is still at {@code revision}.
   *
   * @return the revision that this made; empty if somebody else was faster
   */
  OptionalLong write(PolicyRecord record, long revision) throws Unavailable;

  /** The same, if {@code epoch} still reigns, too. */
  OptionalLong write(PolicyRecord record, long revision, long epoch) throws Unavailable;

  /** It is not known whether anything was changed. */
  final class Unavailable extends Exception {
    private static final long serialVersionUID = 1;

    /** {@code why} in one line, for operators. */
    public Unavailable(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }
}
