package io.drawbridge.gateway.websocket;

import io.drawbridge.gateway.measure.EnumCounts;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may open a WebSocket. A request without {@code Origin} is no browser's and passes: whoever
 * can leave it out could forge it as well. A browser's must name a listed origin, so that a page of
 * somebody else cannot spend its visitors' connections here.
 *
 * @param origins such as {@code https://chat.example} or {@code http://localhost:8080}, in lower
 *     case; {@code *} stands for all
 * @param refusals counts what was refused
 */
public record WebSocketRules(Set<String> origins, EnumCounts<UpgradeRefusal> refusals) {
  private static final String ALL = "*";
  private static final String ORIGIN = "[a-z][a-z0-9+.-]*://[^/?#@*\\s,]+";

  public WebSocketRules {
    origins = Set.copyOf(origins);
  }

  /**
   * As configured.
   *
   * @throws IllegalArgumentException when one is not an origin, naming it
   */
  public static WebSocketRules of(List<String> origins) {
    return new WebSocketRules(
        origins.stream().map(WebSocketRules::checked).collect(Collectors.toUnmodifiableSet()),
        new EnumCounts<>(UpgradeRefusal.class));
  }

  /** Whether a page of this origin may open a WebSocket here. */
  boolean admits(String origin) {
    return origins.contains(ALL) || origins.contains(origin.toLowerCase(Locale.ROOT));
  }

  private static String checked(String origin) {
    String lower = origin.toLowerCase(Locale.ROOT);
    if (!lower.equals(ALL) && !lower.matches(ORIGIN)) {
      throw new IllegalArgumentException(
          "origins: " + origin + " (expected: scheme://host, scheme://host:port or *)");
    }
    return lower;
  }
}
