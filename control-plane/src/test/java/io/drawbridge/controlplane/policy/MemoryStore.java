package io.drawbridge.controlplane.policy;

import io.drawbridge.controlplane.policy.PolicyBook.Stored;
import io.drawbridge.proto.control.v1.PolicyRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What etcd does with policies, and who leads, in memory. */
final class MemoryStore implements PolicyStore {
  private final Map<String, Stored> byName = new HashMap<>();
  private final PolicyBook book;
  private long revision;
  long reigning = 1;
  boolean gone;
  int othersAreFaster;

  MemoryStore(PolicyBook book) {
    this.book = book;
    book.replace(List.of());
  }

  @Override
  public Optional<Stored> read(String name) throws Unavailable {
    requireThere();
    return Optional.ofNullable(byName.get(name));
  }

  @Override
  public OptionalLong write(PolicyRecord record, long over) throws Unavailable {
    requireThere();
    if (othersAreFaster > 0) {
      othersAreFaster--;
      return OptionalLong.empty();
    }
    Stored before = byName.get(record.getName());
    if ((before == null ? ABSENT : before.revision()) != over) {
      return OptionalLong.empty();
    }
    revision++;
    byName.put(record.getName(), new Stored(record, revision));
    book.replace(new ArrayList<>(byName.values()));
    return OptionalLong.of(revision);
  }

  @Override
  public OptionalLong write(PolicyRecord record, long over, long epoch) throws Unavailable {
    return epoch == reigning ? write(record, over) : OptionalLong.empty();
  }

  private void requireThere() throws Unavailable {
    if (gone) {
      throw new Unavailable("no quorum", null);
    }
  }
}
