package io.drawbridge.coordination;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One difference between two views. */
public sealed interface Change {
  /** The entry as it is now, or was last. */
  Entry entry();

  /** Created or changed. */
  record Put(Entry entry) implements Change {}

  /** Deleted, or its lease is over. */
  record Deleted(Entry entry) implements Change {}

  static List<Change> between(Map<String, Entry> before, Map<String, Entry> after) {
    List<Change> changes = new ArrayList<>();
    before.forEach((key, entry) -> {
      if (!after.containsKey(key)) {
        changes.add(new Deleted(entry));
      }
    });
    after.forEach((key, entry) -> {
      if (!entry.equals(before.get(key))) {
        changes.add(new Put(entry));
      }
    });
    return changes;
  }
}
