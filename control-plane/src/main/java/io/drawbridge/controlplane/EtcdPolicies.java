package io.drawbridge.controlplane;

import io.drawbridge.controlplane.policy.PolicyBook.Stored;
import io.drawbridge.controlplane.policy.PolicyStore;
import io.drawbridge.coordination.Coordination;
import io.drawbridge.coordination.CoordinationException;
import io.drawbridge.coordination.Entry;
import io.drawbridge.coordination.Guard;
import io.drawbridge.coordination.KeyWatch;
import io.drawbridge.coordination.VersionedDocument;
import io.drawbridge.coordination.VersionedDocument.Written;
import io.drawbridge.coordination.registry.PolicyRecords;
import io.drawbridge.coordination.registry.RegionKeys;
import io.drawbridge.proto.control.v1.PolicyRecord;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** Policies in etcd, one key each. A leader's write is also a transaction on the election key. */
final class EtcdPolicies implements PolicyStore {
  private final Coordination etcd;
  private final RegionKeys keys;
  private final LongFunction<Guard> guards;

  /** {@code guards}: of a reign of this replica. */
  EtcdPolicies(Coordination etcd, String region, LongFunction<Guard> guards) {
    this.etcd = etcd;
    this.keys = new RegionKeys(region);
    this.guards = guards;
  }

  /** As a watch has them. */
  static List<Stored> of(KeyWatch.View view) {
    return view.entries().values().stream().flatMap(entry -> stored(entry).stream()).toList();
  }

  @Override
  public Optional<Stored> read(String name) throws Unavailable {
    String key;
    try {
      key = keys.policy(name);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no policy can have this name
    }
    try {
      return etcd.document(key)
          .read()
          .flatMap(version -> stored(new Entry(key, version.content(), 0, version.revision(), 0)));
    } catch (CoordinationException e) {
      throw new Unavailable(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public OptionalLong write(PolicyRecord record, long revision) throws Unavailable {
    try {
      return revision(document(record).write(PolicyRecords.toJson(record), revision));
    } catch (CoordinationException e) {
      throw new Unavailable(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public OptionalLong write(PolicyRecord record, long revision, long epoch) throws Unavailable {
    try {
      return revision(
          document(record).write(PolicyRecords.toJson(record), revision, guards.apply(epoch)));
    } catch (CoordinationException e) {
      throw new Unavailable(String.valueOf(e.getMessage()), e);
    }
  }

  private VersionedDocument document(PolicyRecord record) {
    return etcd.document(keys.policy(record.getName()));
  }

  private static OptionalLong revision(Written written) {
    return written instanceof Written.Done done
        ? OptionalLong.of(done.revision())
        : OptionalLong.empty();
  }

  private static Optional<Stored> stored(Entry entry) {
    return PolicyRecords.fromJson(entry).map(record -> new Stored(record, entry.modified()));
  }
}
