package io.drawbridge.gateway.listen;

import io.drawbridge.gateway.measure.EnumCounts;

/**
 * What came through the client door. Threads: any.
 *
 * @param transports what those speak that were let in
 * @param refusals why others were not
 */
public record DoorCounts(EnumCounts<ClientTransport> transports, EnumCounts<DoorRefusal> refusals) {
  public DoorCounts() {
    this(new EnumCounts<>(ClientTransport.class), new EnumCounts<>(DoorRefusal.class));
  }
}
