package io.drawbridge.ipconfig.httpdns;

import io.drawbridge.ipconfig.http.Parameters;
import io.drawbridge.ipconfig.http.Request;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One HTTPDNS request.
 *
 * @param names one, or several in a batch
 * @param clientIp the address to say the answer was made for; empty = not asked
 * @param withTtl {@code ttl=1}
 * @param withName {@code query=1}
 * @param fromSdk sent by the vendor's SDK, whose parser is narrower than the format
 */
record Question(
    List<String> names,
    Family family,
    boolean withTtl,
    boolean withName,
    Optional<String> clientIp,
    boolean fromSdk) {
  enum Family {
    V4,
    V6,
    BOTH
  }

  static final int MAX_NAMES = 8;
  private static final int MAX_NAME_CHARACTERS = 253;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");

  /** Empty if it asks for nothing that can be named: no name, a bad one, or more than eight. */
  static Optional<Question> read(Request request) {
    Parameters parameters = request.parameters();
    String asked = parameters.first("dn").orElse("");
    if (asked.length() > MAX_NAMES * (MAX_NAME_CHARACTERS + 1)) {
      return Optional.empty();
    }
    List<String> names = List.of(asked.split(",", -1));
    if (names.size() > MAX_NAMES || !names.stream().allMatch(n -> NAME.matcher(n).matches())) {
      return Optional.empty();
    }
    return Optional.of(
        new Question(
            names,
            family(parameters.first("type").orElse("")),
            isOne(parameters, "ttl"),
            isOne(parameters, "query"),
            isOne(parameters, "clientip") ? Optional.of(clientIp(request)) : Optional.empty(),
            parameters.first("sdk").isPresent()));
  }

  boolean isBatch() {
    return names.size() > 1;
  }

  private static Family family(String type) {
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "aaaa" -> Family.V6;
      case "addrs" -> Family.BOTH;
      default -> Family.V4;
    };
  }

  private static boolean isOne(Parameters parameters, String name) {
    return parameters.first(name).filter("1"::equals).isPresent();
  }

  /** The address given in {@code ip}, else the connection's; {@code ip} must be a literal. */
  private static String clientIp(Request request) {
    String given = request.parameters().first("ip").orElse("");
    try {
      return InetAddress.ofLiteral(given).getHostAddress();
    } catch (IllegalArgumentException _) {
      return request.client().getHostAddress();
    }
  }
}
