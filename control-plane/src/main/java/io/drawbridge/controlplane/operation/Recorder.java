package io.drawbridge.controlplane.operation;

import io.drawbridge.controlplane.operation.OperationStore.Unavailable;
import io.drawbridge.proto.control.v1.Operation;
import java.util.Optional;

/** Records an operation as it should be. */
interface Recorder {
  /**
   * Who did it and what is new stand in its notes.
   *
   * @param by empty = the leader
   * @param note empty = nothing worth a line
   * @return as it is recorded; empty if this reign is over
   */
  Optional<Operation> recorded(Operation next, String by, String note) throws Unavailable;
}
