package io.drawbridge.gateway.upstream;

import io.drawbridge.proto.client.v1.Tier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A services file as it is written; the record components are its keys. */
record ServicesDocument(List<Entry> services) {
  private static final int MAX_SERVICES = 1024;

  ServicesDocument {
    if (services.size() > MAX_SERVICES) {
      throw new IllegalArgumentException(
          "services: " + services.size() + " (expected: <= " + MAX_SERVICES + ")");
    }
    ServiceTable _ = tableOf(services); // refuses ids and names given twice
  }

  ServiceTable table() {
    return tableOf(services);
  }

  private static ServiceTable tableOf(List<Entry> services) {
    return ServiceTable.of(services.stream().map(Entry::service).toList());
  }

  /** As written: {@code interactive}. */
  enum TierName {
    CRITICAL,
    INTERACTIVE,
    STANDARD,
    BACKGROUND
  }

  /** One service. */
  record Entry(
      int id,
      String name,
      String app,
      String target,
      TierName tier,
      Duration timeLimit,
      Optional<Integer> maxInFlight,
      Optional<Duration> targetWait) {
    private static final int MAX_ID = 65_535; // u16 in a frame
    private static final int MAX_NAME_BYTES = 128;
    private static final int MOST_IN_FLIGHT = 1 << 20;
    private static final Duration MAX_TIME_LIMIT = Duration.ofMinutes(5);

    Entry {
      if (id < 1 || id > MAX_ID) {
        throw new IllegalArgumentException("id: " + id + " (expected: 1 to " + MAX_ID + ")");
      }
      requireName("name", name);
      requireName("app", app);
      ServiceTarget _ = ServiceTarget.parse(target);
      if (timeLimit.isZero() || timeLimit.compareTo(MAX_TIME_LIMIT) > 0) {
        throw new IllegalArgumentException(
            "timeLimit: " + timeLimit.toMillis() + "ms (expected: 1ms to 5m)");
      }
      maxInFlight.ifPresent(Entry::requireMaxInFlight);
      targetWait.ifPresent(Entry::requireTargetWait);
    }

    private static void requireTargetWait(Duration wait) {
      if (wait.isZero() || wait.compareTo(MAX_TIME_LIMIT) > 0) {
        throw new IllegalArgumentException(
            "targetWait: " + wait.toMillis() + "ms (expected: 1ms to 5m)");
      }
    }

    private static void requireMaxInFlight(int messages) {
      if (messages < 1 || messages > MOST_IN_FLIGHT) {
        throw new IllegalArgumentException(
            "maxInFlight: " + messages + " (expected: 1 to " + MOST_IN_FLIGHT + ")");
      }
    }

    Service service() {
      return new Service(
          app,
          id,
          name,
          ServiceTarget.parse(target),
          Tier.valueOf(tier.name()),
          timeLimit,
          maxInFlight.orElse(Service.DEFAULT_MAX_IN_FLIGHT),
          targetWait.orElse(Service.DEFAULT_TARGET_WAIT));
    }

    private static void requireName(String key, String value) {
      int bytes = value.getBytes(StandardCharsets.UTF_8).length;
      if (value.isBlank() || bytes > MAX_NAME_BYTES) {
        throw new IllegalArgumentException(
            key + ": " + bytes + " bytes (expected: 1 to " + MAX_NAME_BYTES + ", not blank)");
      }
    }
  }
}
