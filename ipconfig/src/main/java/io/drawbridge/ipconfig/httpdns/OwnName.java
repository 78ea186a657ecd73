package io.drawbridge.ipconfig.httpdns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The one name that is resolved here, and its addresses. */
public record OwnName(String name, List<InetAddress> addresses, Duration ttl) {
  public OwnName {
    name = normal(name);
    addresses = List.copyOf(addresses);
  }

  /** Case and the root's dot do not matter. */
  boolean is(String asked) {
    return normal(asked).equals(name);
  }

  List<String> v4() {
    return texts(Inet4Address.class);
  }

  List<String> v6() {
    return texts(Inet6Address.class);
  }

  private List<String> texts(Class<? extends InetAddress> family) {
    return addresses.stream().filter(family::isInstance).map(InetAddress::getHostAddress).toList();
  }

  private static String normal(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
