package io.drawbridge.ipconfig.answers;

import io.drawbridge.ipconfig.snapshot.SnapshotInForce;

/** What can be said to an asker now. */
public sealed interface Answered {
  record Ready(Answer answer, SnapshotInForce from) implements Answered {}

  /** No control plane was ever heard, and there was no file. */
  record NoSnapshot() implements Answered {}

  /** None of the snapshot's gateways may be given to this asker. */
  record NoGateway(SnapshotInForce from) implements Answered {}
}
