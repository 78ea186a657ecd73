package io.drawbridge.gateway.upstream;

import io.drawbridge.policy.ServiceEntry;
import io.drawbridge.policy.ServicesPolicy;
import java.util.List;

/** A services file as it is written; the record components are its keys. */
record ServicesDocument(List<ServiceEntry> services) {
  ServicesDocument {
    if (services.size() > ServicesPolicy.MAX_SERVICES) {
      throw new IllegalArgumentException(
          "services: " + services.size() + " (expected: <= " + ServicesPolicy.MAX_SERVICES + ")");
    }
    ServicesPolicy.requireUnique(services);
  }

  ServiceTable table() {
    return ServiceTable.ofEntries(services);
  }
}
