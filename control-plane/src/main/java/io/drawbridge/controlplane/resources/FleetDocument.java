package io.drawbridge.controlplane.resources;

import java.util.List;
import java.util.Map;

/**
 * The whole fleet as one replica knows it.
 *
 * @param madeUnixMillis by the clock of that replica
 * @param region the replica's own
 * @param troubles name of each of its checks that fails to what is wrong
 * @param regions its own first
 * @param operations of all regions, those that are not over, the newest first
 */
public record FleetDocument(
    long madeUnixMillis,
    String region,
    String replica,
    Map<String, String> troubles,
    List<RegionDocument> regions,
    List<LiveGateway> gateways,
    List<OperationDocument> operations) {}
