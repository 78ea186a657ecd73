package io.drawbridge.process.config;

import java.net.InetAddress;

/** Keeps doors without access control on this machine unless the operator insists. */
public final class Exposure {
  private Exposure() {}

  /**
   * Refuses an address that other machines can reach.
   *
   * @param insecure the operator insists, by {@code --insecure} or {@code insecure: true}
   * @param key the address's key, for the message
   * @throws ConfigException naming {@code key} and {@code address}
   */
  public static void requireLoopback(boolean insecure, String key, HostPort address)
      throws ConfigException {
    if (!insecure && !isLoopback(address)) {
      throw new ConfigException(
          key, address, "a loopback address, because this door is plain; or --insecure");
    }
  }

  /** True if only this machine can reach it. */
  public static boolean isLoopback(HostPort address) {
    InetAddress resolved = address.toSocketAddress().getAddress();
    return resolved != null && resolved.isLoopbackAddress();
  }
}
