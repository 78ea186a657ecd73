package io.drawbridge.controlplane.waves;

import io.drawbridge.controlplane.vitals.Running;
import io.drawbridge.proto.control.v1.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What the leader sees when it decides how a restart in waves goes on.
 *
 * @param restarts of single gateways that this one has begun, oldest first
 * @param attached to this replica
 * @param known gateways that are registered, or were until a moment ago
 * @param busy gateways that another operation has
 * @param attended since this leader knows of the operation
 * @param quiet since no restart was under way, as far as this leader saw
 */
public record Scene(
    List<Operation> restarts,
    List<Running> attached,
    Set<String> known,
    Set<String> busy,
    Duration attended,
    Duration quiet) {}
