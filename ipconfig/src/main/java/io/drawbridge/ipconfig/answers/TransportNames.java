package io.drawbridge.ipconfig.answers;

import io.drawbridge.proto.client.v1.Transport;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Transports as JSON and queries name them: tcp, tls, ws, wss. */
public final class TransportNames {
  private static final Map<Transport, String> NAMES = new EnumMap<>(Transport.class);

  static {
    for (Transport transport : Set.of(Transport.TCP, Transport.TLS, Transport.WS, Transport.WSS)) {
      NAMES.put(transport, transport.name().toLowerCase(Locale.ROOT));
    }
  }

  private TransportNames() {}

  public static Set<Transport> all() {
    return Set.copyOf(NAMES.keySet());
  }

  public static Optional<Transport> find(String name) {
    return NAMES.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  static String name(Transport transport) {
    return NAMES.getOrDefault(transport, "");
  }
}
