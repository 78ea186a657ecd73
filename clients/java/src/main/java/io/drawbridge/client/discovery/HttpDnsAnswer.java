package io.drawbridge.client.discovery;

import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;

/**
 * The plain-text answer of {@code GET /d?dn=NAME&ttl=1}, in the format of Tencent Cloud's HTTPDNS.
 *
 * <pre>
 *   127.1.3.1;127.1.3.2,60      addresses, time to live in seconds; "|..." behind it is ignored
 * </pre>
 */
record HttpDnsAnswer(List<String> addresses, long ttlSeconds) {
  /** More addresses than this are not tried. */
  static final int MAX_ADDRESSES = 4;

  /** A day; a longer time to live is cut to it, so that a mistake heals. */
  static final long MAX_TTL_SECONDS = 86_400;

  private static final int MAX_TTL_DIGITS = 10;

  static HttpDnsAnswer parse(String body) throws DiscoveryException {
    String text = body.strip();
    int bar = text.indexOf('|');
    String answer = bar < 0 ? text : text.substring(0, bar);
    int comma = answer.indexOf(',');
    String addresses = comma < 0 ? answer : answer.substring(0, comma);
    if (addresses.isEmpty() || addresses.equals("0")) {
      throw new DiscoveryException("no record of the name (expected: ADDRESS[;ADDRESS...],TTL)");
    }
    return new HttpDnsAnswer(
        addresses(addresses), comma < 0 ? 0 : ttlSeconds(answer.substring(comma + 1)));
  }

  private static List<String> addresses(String text) throws DiscoveryException {
    List<String> addresses = new ArrayList<>();
    for (String address : text.split(";", -1)) {
      if (!NetUtil.isValidIpV4Address(address) && !NetUtil.isValidIpV6Address(address)) {
        throw new DiscoveryException(
            "address: \"" + Quote.of(address) + "\" (expected: an IP address)");
      }
      if (addresses.size() < MAX_ADDRESSES) {
        addresses.add(address);
      }
    }
    return List.copyOf(addresses);
  }

  private static long ttlSeconds(String text) throws DiscoveryException {
    boolean digits =
        !text.isEmpty()
            && text.length() <= MAX_TTL_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits) {
      throw new DiscoveryException("ttl: \"" + Quote.of(text) + "\" (expected: seconds)");
    }
    return Math.min(Long.parseLong(text), MAX_TTL_SECONDS);
  }
}
