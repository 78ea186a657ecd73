package io.drawbridge.gateway.directory;

import java.util.Optional;

/**
 * Says that a session is on a gateway. In Redis it is one field of a hash:
 *
 * <pre>  d:{app:user}   epoch as 16 hex digits -> "connectNumber region/gateway device" </pre>
 *
 * A user has at most as many as sessions: 16 on a gateway.
 *
 * @param key whose session
 * @param at the gateway; of another region in the copy that a user's home region keeps
 * @param connectNumber of the CONNECT that made the session, u32; a higher one wins
 * @param device as the client named it
 */
public record DirectoryEntry(DirectoryKey key, GatewayId at, long connectNumber, String device) {
  private static final long MAX_CONNECT_NUMBER = 0xFFFF_FFFFL;
  private static final int NUMBER_DIGITS = 10;

  public DirectoryEntry {
    if (connectNumber < 0 || connectNumber > MAX_CONNECT_NUMBER) {
      throw new IllegalArgumentException(
          "connectNumber: " + connectNumber + " (expected: 0 to 2^32 - 1)");
    }
  }

  String value() {
    return connectNumber + " " + at + " " + device;
  }

  /**
   * Reads what is in Redis; empty if another program wrote it. By hand, because each push reads
   * what it finds: an expression costs several times as much.
   */
  static Optional<DirectoryEntry> parse(String app, String user, String field, String value) {
    int afterNumber = value.indexOf(' ');
    int afterGateway = value.indexOf(' ', afterNumber + 1);
    if (afterNumber < 1 || afterNumber > NUMBER_DIGITS || afterGateway < 0) {
      return Optional.empty();
    }
    try {
      DirectoryKey key = new DirectoryKey(app, user, Long.parseUnsignedLong(field, 16));
      long connectNumber = Long.parseUnsignedLong(value, 0, afterNumber, 10);
      GatewayId at = GatewayId.parse(value.substring(afterNumber + 1, afterGateway));
      String device = value.substring(afterGateway + 1);
      return Optional.of(new DirectoryEntry(key, at, connectNumber, device));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
