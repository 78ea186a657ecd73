package io.drawbridge.client.discovery;

import io.drawbridge.client.discovery.HttpFetch.Server;
import java.util.List;

/**
 * What a client must know to find everything else.
 *
 * @param httpDnsServers tried in turn
 * @param ipconfigName the name they resolve to ipconfig's address
 * @param ipconfigPort answers of HTTPDNS carry no port
 * @param app the app whose gateways are wanted
 * @param device key by which ipconfig's answers are stable
 * @param transport which doors of the gateways are wanted
 */
public record Bootstrap(
    List<Server> httpDnsServers,
    String ipconfigName,
    int ipconfigPort,
    String app,
    String device,
    Transport transport) {
  public Bootstrap {
    httpDnsServers = List.copyOf(httpDnsServers);
    if (httpDnsServers.isEmpty()) {
      throw new IllegalArgumentException("HTTPDNS servers: none (expected: at least one)");
    }
  }
}
