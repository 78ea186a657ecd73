package io.drawbridge.ipconfig;

import io.drawbridge.process.config.HostPort;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Configuration of one ipconfig process; every key is described in ipconfig-defaults.yaml. */
public record IpconfigConfig(
    String ipconfig,
    String region,
    boolean insecure,
    HostPort httpAddress,
    HostPort operationsAddress,
    List<HostPort> controlPlanes,
    String name,
    List<String> addresses,
    Duration nameTtl,
    AnswerConfig answer,
    Path snapshotFile) {

  public IpconfigConfig {
    requireText("ipconfig", ipconfig);
    requireText("region", region);
    requireText("name", name);
    if (controlPlanes.isEmpty()) {
      throw new IllegalArgumentException("control-planes: none (expected: at least one host:port)");
    }
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("addresses: none (expected: at least one IP address)");
    }
    addresses.forEach(IpconfigConfig::inetAddress);
    if (nameTtl.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("name-ttl: " + nameTtl + " (expected: >= 1s)");
    }
  }

  List<InetAddress> inetAddresses() {
    return addresses.stream().map(IpconfigConfig::inetAddress).toList();
  }

  private static InetAddress inetAddress(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException("addresses: " + text + " (expected: IP addresses)");
    }
  }

  private static void requireText(String key, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(key + ": empty (expected: text)");
    }
  }
}
