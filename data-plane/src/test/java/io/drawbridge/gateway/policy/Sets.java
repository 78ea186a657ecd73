package io.drawbridge.gateway.policy;

import io.drawbridge.proto.control.v1.PolicyDocument;
import io.drawbridge.proto.control.v1.PolicySet;
import java.util.stream.Stream;

/** Sets of policies as control planes send them. */
public final class Sets {
  private Sets() {}

  public static PolicySet set(long version, PolicyDocument... documents) {
    PolicySet.Builder set = PolicySet.newBuilder().setVersion(version);
    Stream.of(documents).forEach(set::addDocuments);
    return set.build();
  }

  public static PolicyDocument document(String name, String rest) {
    return PolicyDocument.newBuilder()
        .setName(name)
        .setVersion(1)
        .setText("name: " + name + "\n" + rest)
        .build();
  }

  /** {@code limits}: without the brackets of the list. */
  public static PolicyDocument throttle(String name, String limits) {
    return document(name, "kind: Throttle\nlimits: [" + limits + "]\n");
  }

  /** By hand, for a thousand years. */
  public static PolicyDocument degradation(String name, String rungs) {
    return document(
        name,
        "kind: Degradation\ntrigger: hand\nexpires: 3000-01-01T00:00:00Z\nrungs: ["
            + rungs
            + "]\n");
  }
}
