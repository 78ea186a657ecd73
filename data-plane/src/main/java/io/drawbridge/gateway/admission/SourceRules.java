package io.drawbridge.gateway.admission;

import io.drawbridge.process.config.Cidr;
import java.net.InetAddress;
import java.util.List;

/**
 * What one source address may take.
 *
 * @param connections open at a time
 * @param arrivalsPerSecond new connections; after a pause as many at once
 * @param exempt sources that are not looked at, such as balancers and the gateways of large
 *     networks
 */
public record SourceRules(int connections, int arrivalsPerSecond, List<Cidr> exempt) {
  public SourceRules {
    exempt = List.copyOf(exempt);
    if (connections < 1 || arrivalsPerSecond < 1) {
      throw new IllegalArgumentException(
          connections + " connections, " + arrivalsPerSecond + " a second (expected: >= 1, >= 1)");
    }
  }

  boolean exempts(InetAddress address) {
    for (Cidr each : exempt) {
      if (each.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
