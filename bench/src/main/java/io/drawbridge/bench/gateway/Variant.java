package io.drawbridge.bench.gateway;

/**
 * What may differ from bench to bench in how a gateway is configured.
 *
 * @param services its services file
 * @param more keys of its configuration besides the usual ones, or nothing
 */
public record Variant(String services, String more) {
  /** One service, and nobody refused: levels are found as ever, and a refusal would end the run. */
  public static final Variant USUAL =
      new Variant(
          """
          services:
            - {id: 1, name: bench, app: default, target: "%s", tier: interactive, time-limit: 2s}
          """
              .formatted(Addresses.BUSINESS),
          "overload: {mode: watch}");
}
