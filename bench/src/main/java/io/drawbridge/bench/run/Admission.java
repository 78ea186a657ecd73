package io.drawbridge.bench.run;

import io.drawbridge.bench.gateway.Addresses;
import io.drawbridge.bench.gateway.Variant;
import io.drawbridge.bench.overload.OfferedTier;
import io.drawbridge.bench.overload.WorkersMain;

/** What a gateway does when a business is offered more than it can do. */
enum Admission {
  /** As delivered: refuses the least important first. */
  LEVELS("", "with levels", "enforce", ""),
  /** Sends everything on, and waits. */
  NONE("without.", "without", "off", ""),
  /** Refuses what comes while a service has as much under way as it may, whatever it is. */
  FIFO("fifo.", "a limit of 64 under way", "off", ", max-in-flight: 64");

  /** Behind {@code overload.} in keys of figures. */
  final String key;

  /** In the plot. */
  final String title;

  private final String mode;
  private final String more;

  Admission(String key, String title, String mode, String more) {
    this.key = key;
    this.title = title;
    this.mode = mode;
    this.more = more;
  }

  /** One service for each tier, all of them one business's; and one that nobody answers. */
  Variant gateway() {
    StringBuilder services = new StringBuilder("services:\n");
    for (OfferedTier tier : OfferedTier.values()) {
      services.append(service(tier.service(), tier.key(), Addresses.BUSINESS, tier.key(), more));
    }
    services.append(
        service(WorkersMain.HUNG, "hung", Addresses.HUNG_BUSINESS, "interactive", more));
    return new Variant(services.toString(), "overload: {mode: \"" + mode + "\"}");
  }

  private static String service(int id, String name, String target, String tier, String more) {
    return """
      - {id: %d, name: %s, app: default, target: "%s", tier: %s, time-limit: 2s, target-wait: 5ms%s}
    """
        .formatted(id, name, target, tier, more);
  }
}
