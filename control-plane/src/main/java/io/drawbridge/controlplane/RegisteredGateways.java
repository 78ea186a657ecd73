package io.drawbridge.controlplane;

import com.google.protobuf.ByteString;
import io.drawbridge.coordination.Entry;
import io.drawbridge.coordination.registry.Registrations;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Registrations as etcd has them, each read once for as long as it stays as it is: when a fleet
 * starts every one of them is a change, and reading all others again each time would be quadratic.
 * One thread, the watch's.
 */
final class RegisteredGateways {
  private Map<String, Known> known = Map.of();

  private record Known(ByteString value, Optional<GatewayRegistration> registration) {}

  /** All that can be read, by gateway. */
  Map<String, GatewayRegistration> of(Collection<Entry> entries) {
    Map<String, Known> now = HashMap.newHashMap(entries.size());
    Map<String, GatewayRegistration> registrations = new TreeMap<>();
    for (Entry entry : entries) {
      Known before = known.get(entry.key());
      // By value: revisions begin anew when etcd is restored.
      Known read = before != null && before.value.equals(entry.value()) ? before : read(entry);
      now.put(entry.key(), read);
      read.registration.ifPresent(one -> registrations.putIfAbsent(one.getGateway(), one));
    }
    known = now;
    return registrations;
  }

  private static Known read(Entry entry) {
    return new Known(entry.value(), Registrations.fromJson(entry.key(), entry.value()));
  }
}
