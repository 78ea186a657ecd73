package io.drawbridge.ipconfig.answers;

import io.drawbridge.proto.client.v1.Transport;
import io.drawbridge.ranking.DeviceBucket;
import java.util.Optional;
import java.util.Set;

/**
 * All that an answer may depend on besides the snapshot.
 *
 * @param previous the gateway it was connected to last, as it says
 * @param transports those it can use, at least one
 */
public record Asker(DeviceBucket bucket, Optional<String> previous, Set<Transport> transports) {
  public Asker {
    transports = Set.copyOf(transports);
  }
}
