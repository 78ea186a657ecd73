package io.drawbridge.integration;

import io.drawbridge.process.config.HostPort;
import io.drawbridge.recorder.history.Gauge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What gateways say that they have, added up, and what the kernel says of their sockets. */
final class RegionCounts {
  private static final Map<Gauge, String> METRICS =
      Map.of(
          Gauge.CONNECTIONS, "drawbridge_gateway_connections",
          Gauge.SESSIONS, "drawbridge_gateway_sessions",
          Gauge.DETACHED, "drawbridge_gateway_detached_sessions");

  /** TCP_ESTABLISHED in /proc/net/tcp. */
  private static final String ESTABLISHED = "01";

  private RegionCounts() {}

  /** Of a region where so many clients are connected and nothing else is left. */
  static Map<Gauge, Long> expected(long connected) {
    return new EnumMap<>(
        Map.of(
            Gauge.CONNECTIONS, connected,
            Gauge.SESSIONS, connected,
            Gauge.DETACHED, 0L,
            Gauge.SOCKETS, connected));
  }

  static Map<Gauge, Long> of(TestFleet fleet, List<String> gateways) throws Exception {
    Map<Gauge, Long> sums = new EnumMap<>(Gauge.class);
    for (String gateway : gateways) {
      Map<String, HostPort> addresses = fleet.process(gateway).addresses();
      String metrics = get("http://" + addresses.get("operations") + "/metrics");
      METRICS.forEach((gauge, name) -> sums.merge(gauge, metric(metrics, name), Long::sum));
      sums.merge(Gauge.SOCKETS, sockets(addresses.get("clients")), Long::sum);
    }
    return sums;
  }

  private static String get(String uri) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(5)).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  private static long metric(String metrics, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? ([0-9.eE+]+)").matcher(metrics);
    if (!line.find()) {
      throw new AssertionError(name + ": not at /metrics (expected: there)");
    }
    return (long) Double.parseDouble(line.group(1));
  }

  /** Lines such as {@code 0: 0101017F:1B58 0100007F:9C40 01 ...}; addresses are little-endian. */
  private static long sockets(HostPort door) throws IOException {
    byte[] address = InetAddress.getByName(door.host()).getAddress();
    String local =
        String.format(
            Locale.ROOT,
            "%02X%02X%02X%02X:%04X",
            address[3],
            address[2],
            address[1],
            address[0],
            door.port());
    long count = 0;
    for (String file : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(file))) {
        String[] words = line.strip().split("\\s+", -1);
        if (words[1].endsWith(local) && words[3].equals(ESTABLISHED)) {
          count++;
        }
      }
    }
    return count;
  }
}
