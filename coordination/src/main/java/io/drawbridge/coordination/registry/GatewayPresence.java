package io.drawbridge.coordination.registry;

import com.google.protobuf.ByteString;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.Lease;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import java.time.Duration;
import java.util.Optional;

/**
 * A gateway's registration, kept in etcd under a lease until closed. Starts without etcd and
 * registers when it answers. Threads: see {@link Lease}.
 */
public final class GatewayPresence implements AutoCloseable {
  /** Told on the lease's thread; must not block. */
  public interface Listener {
    /** A process of a higher generation has registered under this id; ours is given up. */
    void superseded(GatewayRegistration by);
  }

  private final String key;
  private final Lease lease;

  private GatewayPresence(
      Coordination etcd, GatewayRegistration registration, Duration ttl, Listener listener) {
    this.key = new RegionKeys(registration.getRegion()).gateway(registration.getGateway());
    this.lease =
        etcd.lease(
            "gateway",
            ttl,
            new Lease.Listener() {
              @Override
              public void superseded(String at, ByteString by) {
                Registrations.fromJson(at, by).ifPresent(listener::superseded);
              }
            });
    announce(registration);
  }

  /** Registers from now on; {@code ttl} in whole seconds. */
  public static GatewayPresence of(
      Coordination etcd, GatewayRegistration registration, Duration ttl, Listener listener) {
    return new GatewayPresence(etcd, registration, ttl, listener);
  }

  /** Replaces what the same gateway announced before, for instance with a raised generation. */
  public void announce(GatewayRegistration registration) {
    lease.put(
        key,
        Registrations.toJson(registration),
        Registrations.overLowerGenerations(key, registration));
  }

  /** True while the registration is in etcd for certain. */
  public boolean isRegistered() {
    return lease.inForce(key);
  }

  /** Why it is not registered, in one line; empty = all is well. */
  public Optional<String> trouble() {
    return lease.trouble();
  }

  /** Deletes the registration if etcd answers within 4 s; else it ends with its lease. */
  @Override
  public void close() {
    lease.close();
  }
}
