package io.drawbridge.policy;

import java.net.URL;

/**
 * What documents may say, as JSON Schema of 2020-12, for editors and for checks before anybody is
 * asked. A document that it refuses is refused here, too; the rules over several keys it cannot
 * tell.
 */
public final class PolicySchema {
  private static final String FILE = "policy.schema.json";

  private PolicySchema() {}

  /** Where the schema is, beside this class; in JSON. */
  public static URL location() {
    URL location = PolicySchema.class.getResource(FILE);
    if (location == null) {
      throw new IllegalStateException(FILE + ": not in the jar (expected: beside its class)");
    }
    return location;
  }
}
