package io.drawbridge.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Documents that may be in force together. Immutable. */
public record PolicySet(List<Policy> policies) {
  /** Documents of one region. */
  public static final int MAX_POLICIES = 64;

  /** Throws {@link IllegalArgumentException} that names the two which exclude each other. */
  public PolicySet {
    policies = List.copyOf(policies);
    if (policies.size() > MAX_POLICIES) {
      throw new IllegalArgumentException(
          "policies: " + policies.size() + " (expected: <= " + MAX_POLICIES + ")");
    }
    for (int i = 0; i < policies.size(); i++) {
      for (Policy earlier : policies.subList(0, i)) {
        requireCompatible(earlier, policies.get(i));
      }
    }
  }

  /** Of a kind, in the order of their names, so that the order of arrival changes nothing. */
  public <P extends Policy> List<P> all(Class<P> kind) {
    List<P> found = new ArrayList<>();
    policies.stream()
        .filter(kind::isInstance)
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .forEach(policy -> found.add(kind.cast(policy)));
    return List.copyOf(found);
  }

  private static void requireCompatible(Policy one, Policy other) {
    if (one.name().equals(other.name())) {
      throw new IllegalArgumentException(
          "name: " + one.name() + " twice (expected: each document once)");
    }
    if (one instanceof ServicesPolicy ours
        && other instanceof ServicesPolicy theirs
        && one.where().mayMeet(other.where())) {
      requireDifferentServices(ours, theirs);
    }
  }

  private static void requireDifferentServices(ServicesPolicy ours, ServicesPolicy theirs) {
    Map<List<Object>, ServiceEntry> known = new HashMap<>();
    for (ServiceEntry service : ours.services()) {
      known.put(List.of(service.app(), service.id()), service);
      known.put(List.of(service.app(), service.name()), service);
    }
    for (ServiceEntry service : theirs.services()) {
      for (Object key : List.of(service.id(), service.name())) {
        if (known.containsKey(List.of(service.app(), key))) {
          throw new IllegalArgumentException(
              "services: app %s has %s in %s and in %s (expected: in one of them, or gateways"
                      .formatted(service.app(), key, ours.name(), theirs.name())
                  + " that differ)");
        }
      }
    }
  }
}
