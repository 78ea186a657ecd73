package io.drawbridge.gateway.listen;

import io.drawbridge.gateway.measure.EnumCounts;
import java.util.concurrent.atomic.LongAdder;

/**
 * What came through the client door. Threads: any.
 *
 * @param transports what those speak that were let in
 * @param refusals why others were not
 * @param acceptFailures how often the system had no socket for one that waited
 */
public record DoorCounts(
    EnumCounts<ClientTransport> transports,
    EnumCounts<DoorRefusal> refusals,
    LongAdder acceptFailures) {
  public DoorCounts() {
    this(
        new EnumCounts<>(ClientTransport.class),
        new EnumCounts<>(DoorRefusal.class),
        new LongAdder());
  }
}
