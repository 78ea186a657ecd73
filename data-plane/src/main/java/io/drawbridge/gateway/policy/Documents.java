package io.drawbridge.gateway.policy;

import io.drawbridge.policy.Policy;
import io.drawbridge.policy.PolicySet;
import io.drawbridge.process.config.ConfigException;
import io.drawbridge.proto.control.v1.PolicyDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Documents as they came, read and found to go together. */
record Documents(PolicySet policies) {
  /** Throws with every problem of the first wrong one. */
  static Documents parse(List<PolicyDocument> documents) throws WrongDocument {
    List<Policy> policies = new ArrayList<>();
    for (PolicyDocument document : documents) {
      policies.add(parse(document));
    }
    try {
      return new Documents(new PolicySet(policies));
    } catch (IllegalArgumentException e) {
      throw new WrongDocument(String.valueOf(e.getMessage()), Optional.empty());
    }
  }

  private static Policy parse(PolicyDocument document) throws WrongDocument {
    String source = document.getName() + " version " + document.getVersion();
    try {
      Policy policy = Policy.parse(source, document.getText());
      if (policy.name().equals(document.getName())) {
        return policy;
      }
      throw new WrongDocument(
          source + ": name: " + policy.name() + " (expected: " + document.getName() + ")",
          Optional.of(document));
    } catch (ConfigException | IllegalArgumentException e) {
      throw new WrongDocument(String.valueOf(e.getMessage()), Optional.of(document));
    }
  }

  <P extends Policy> List<P> all(Class<P> kind) {
    return policies.all(kind);
  }
}
