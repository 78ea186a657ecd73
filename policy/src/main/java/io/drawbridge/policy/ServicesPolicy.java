package io.drawbridge.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The services that gateways know. In force, it replaces what a gateway's own file says. */
public record ServicesPolicy(String name, Selector where, List<ServiceEntry> services)
    implements Policy {
  /** In one document. */
  public static final int MAX_SERVICES = 1_024;

  public ServicesPolicy {
    Names.requireIdentity("name", name);
    if (services.size() > MAX_SERVICES) {
      throw new IllegalArgumentException(
          "services: " + services.size() + " (expected: <= " + MAX_SERVICES + ")");
    }
    requireUnique(services);
  }

  /** Throws {@link IllegalArgumentException} if an app has an id or a name twice. */
  public static void requireUnique(List<ServiceEntry> services) {
    Map<List<Object>, ServiceEntry> seen = new HashMap<>();
    for (ServiceEntry service : services) {
      for (Object key : List.of(service.id(), service.name())) {
        if (seen.put(List.of(service.app(), key), service) != null) {
          throw new IllegalArgumentException(
              "services: app %s has %s twice (expected: each id and name once an app)"
                  .formatted(service.app(), key));
        }
      }
    }
  }
}
