package io.drawbridge.policy;

import io.drawbridge.process.config.HostPort;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/** Where the instances of a service are. */
public sealed interface ServiceTarget {

  /** Every address the name resolves to, looked up again and again: {@code dns:///chat:9000}. */
  record Dns(HostPort name) implements ServiceTarget {
    @Override
    public String toString() {
      return DNS_PREFIX + name;
    }
  }

  /** Exactly these, in the order they are written: {@code 10.0.0.1:9000,10.0.0.2:9000}. */
  record Fixed(List<HostPort> addresses) implements ServiceTarget {
    public Fixed {
      addresses = List.copyOf(addresses);
    }

    @Override
    public String toString() {
      return addresses.stream().map(HostPort::toString).collect(Collectors.joining(","));
    }
  }

  /** The scheme with its empty authority: the system's resolver. */
  String DNS_PREFIX = "dns:///";

  /** More instances than this belong behind a name. */
  int MAX_ADDRESSES = 256;

  /** Throws {@link IllegalArgumentException} that begins with {@code target:}. */
  static ServiceTarget parse(String text) {
    try {
      return text.startsWith(DNS_PREFIX)
          ? new Dns(addressOf(text.substring(DNS_PREFIX.length())))
          : new Fixed(addressesOf(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "target: " + text + " (expected: dns:///host:port, or host:port,host:port,...)", e);
    }
  }

  private static List<HostPort> addressesOf(String text) {
    List<HostPort> addresses =
        Arrays.stream(text.split(",", MAX_ADDRESSES + 1))
            .map(part -> addressOf(part.strip()))
            .toList();
    if (addresses.size() > MAX_ADDRESSES || new HashSet<>(addresses).size() < addresses.size()) {
      throw new IllegalArgumentException("too many addresses, or one twice");
    }
    return addresses;
  }

  private static HostPort addressOf(String text) {
    HostPort address = HostPort.parse(text);
    if (address.port() == 0 || address.host().contains("/")) {
      throw new IllegalArgumentException("nothing to connect to");
    }
    return address;
  }
}
