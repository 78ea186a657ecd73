package io.drawbridge.gateway.directory;

/**
 * A gateway, unique in the fleet. Written {@code region/gateway}.
 *
 * @param region without white space or slash
 * @param gateway id, unique within its region; without white space
 */
public record GatewayId(String region, String gateway) {
  public GatewayId {
    requireWord("region", region);
    requireWord("gateway", gateway);
    if (region.indexOf('/') >= 0) {
      throw new IllegalArgumentException("region: " + region + " (expected: no slash)");
    }
  }

  /** Reads what {@link #toString} writes. */
  static GatewayId parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("gateway: " + text + " (expected: region/gateway)");
    }
    return new GatewayId(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public String toString() {
    return region + "/" + gateway;
  }

  private static void requireWord(String name, String value) {
    if (value.isEmpty() || hasWhiteSpace(value)) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: no white space)");
    }
  }

  /** A loop, not a stream: it runs for each entry that a push finds. */
  private static boolean hasWhiteSpace(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isWhitespace(value.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
