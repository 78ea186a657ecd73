package io.drawbridge.controlplane.operation;

import io.drawbridge.controlplane.vitals.Running;
import io.drawbridge.proto.control.v1.DirectiveResult;
import java.time.Duration;
import java.util.Optional;

/**
 * What the leader sees of an operation's gateway.
 *
 * @param process its newest one that is attached to this replica
 * @param gone neither attached nor registered
 * @param outOfAnswers everybody who places clients knows that it takes no new ones
 * @param result the newest of this operation
 * @param stepAge since this leader recorded the present step, or found it recorded
 */
record Seen(
    Optional<Running> process,
    boolean gone,
    boolean outOfAnswers,
    Optional<DirectiveResult> result,
    Duration stepAge) {
  boolean attached() {
    return process.isPresent();
  }
}
