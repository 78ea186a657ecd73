package io.drawbridge.controlplane.operation;

import io.drawbridge.proto.control.v1.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where operations are recorded. Every change is a leader's. Blocks for seconds at most. */
public interface OperationStore {
  /** Revision to write over when the operation must not be there yet. */
  long ABSENT = 0;

  /** An operation and the revision that made it so. */
  record Stored(Operation operation, long revision) {}

  /** What became of a change. */
  sealed interface Change {
    /** It is so now. */
    record Done(long revision) implements Change {}

    /** Nothing was changed: another leads, or has written. */
    record Refused(String why) implements Change {}
  }

  /** All, as they are now. */
  List<Stored> all() throws Unavailable;

  /** Writes if the operation is still at {@code revision} and {@code epoch} still reigns. */
  Change write(Operation operation, long revision, long epoch) throws Unavailable;

  /** Deletes on the same conditions. */
  Change delete(Stored operation, long epoch) throws Unavailable;

  /** It is not known whether anything was changed. */
  final class Unavailable extends Exception {
    private static final long serialVersionUID = 1;

    /** {@code why} in one line, for operators. */
    public Unavailable(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }
}
