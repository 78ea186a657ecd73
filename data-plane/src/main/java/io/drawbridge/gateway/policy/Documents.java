package io.drawbridge.gateway.policy;

import io.drawbridge.policy.Policy;
import io.drawbridge.policy.PolicySet;
import io.drawbridge.process.config.ConfigException;
import io.drawbridge.proto.control.v1.PolicyDocument;
import java.util.ArrayList;
import java.util.List;

/** Documents as they came, read and found to go together. */
record Documents(PolicySet policies) {
  /**
   * Throws, as {@link IllegalArgumentException}, too, with every problem of the first wrong one.
   */
  static Documents parse(List<PolicyDocument> documents) throws ConfigException {
    List<Policy> policies = new ArrayList<>();
    for (PolicyDocument document : documents) {
      String source = document.getName() + " version " + document.getVersion();
      Policy policy = Policy.parse(source, document.getText());
      if (!policy.name().equals(document.getName())) {
        throw new IllegalArgumentException(
            source + ": name: " + policy.name() + " (expected: " + document.getName() + ")");
      }
      policies.add(policy);
    }
    return new Documents(new PolicySet(policies));
  }

  <P extends Policy> List<P> all(Class<P> kind) {
    return policies.all(kind);
  }
}
