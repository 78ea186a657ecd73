package io.drawbridge.controlplane.snapshot;

import java.time.Duration;

/** What a region's thread needs of the configuration; see its keys. */
public record RegionSettings(
    String region,
    String replica,
    long fleetGeneration,
    Duration suspectAfter,
    Duration snapshotInterval,
    Duration registrationTtl) {}
