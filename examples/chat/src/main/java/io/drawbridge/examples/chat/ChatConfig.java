package io.drawbridge.examples.chat;

import io.drawbridge.process.config.ByteSize;
import io.drawbridge.process.config.HostPort;
import java.nio.file.Path;
import java.util.List;

/** Configuration of a chat process; {@code chat-defaults.yaml} documents every key. */
public record ChatConfig(
    String chat,
    String app,
    int service,
    boolean insecure,
    HostPort grpcAddress,
    HostPort operationsAddress,
    List<HostPort> gateways,
    Path groups,
    OutboxBounds outbox) {
  private static final int MAX_SERVICE = 65_535;

  public ChatConfig {
    if (service < 1 || service > MAX_SERVICE) {
      throw new IllegalArgumentException("service: " + service + " (expected: 1 to 65535)");
    }
    if (gateways.isEmpty()) {
      throw new IllegalArgumentException("gateways: none (expected: at least one host:port)");
    }
  }

  /**
   * Bounds of one recipient's outbox.
   *
   * @param messages unconfirmed messages
   * @param bytes the same in bytes
   */
  public record OutboxBounds(int messages, ByteSize bytes) {
    public OutboxBounds {
      if (messages < 1) {
        throw new IllegalArgumentException("messages: " + messages + " (expected: >= 1)");
      }
      if (bytes.bytes() < 1) {
        throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 1B)");
      }
    }
  }
}
