package io.drawbridge.gateway.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The certificates in force, swapped whole. Their native memory is given back when nobody knows
 * this object any more; connections hold what they need of it themselves.
 */
final class Identities {
  /** No counting: a loop may still be about to make a handler by the certificates of before. */
  private static final Cleaner CLEANER = Cleaner.create();

  /** Nobody waits for a client's end of the encryption: the socket ends too. */
  private static final int CLOSE_NOTIFY_MILLIS = 1_000;

  private final List<Identity> all;
  private final Map<String, Identity> byName;

  private Identities(List<Identity> all, Map<String, Identity> byName) {
    this.all = List.copyOf(all);
    this.byName = Map.copyOf(byName);
    List<Identity> toRelease = this.all;
    CLEANER.register(this, () -> toRelease.forEach(Identity::release));
  }

  /**
   * The first is for clients that name nobody, or somebody unknown.
   *
   * @param list the file they are from, for the message
   */
  static Identities of(Path list, List<Identity> all) throws CertificateException {
    Map<String, Identity> byName = new HashMap<>();
    for (Identity identity : all) {
      for (String name : identity.names()) {
        Identity other = byName.put(name, identity);
        if (other != null && !other.equals(identity)) {
          throw new CertificateException(list, name + " twice (expected: in one certificate)");
        }
      }
    }
    return new Identities(all, byName);
  }

  /** In front of a connection's other handlers; bounded in time by the connection's deadline. */
  SslHandler newHandler(String serverName, ByteBufAllocator allocator) {
    try {
      SslHandler handler = find(serverName).context().newHandler(allocator);
      handler.setHandshakeTimeoutMillis(0);
      handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
      return handler;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** By its name, else by the wildcard of its domain, else the first. */
  Identity find(String serverName) {
    Identity exact = byName.get(serverName);
    if (exact != null) {
      return exact;
    }
    int dot = serverName.indexOf('.');
    Identity wild = dot > 0 ? byName.get("*" + serverName.substring(dot)) : null;
    return wild != null ? wild : all.getFirst();
  }

  List<Identity> all() {
    return all;
  }

  @Override
  public String toString() {
    return "certificates for " + String.join(", ", all.stream().map(Identity::toString).toList());
  }
}
