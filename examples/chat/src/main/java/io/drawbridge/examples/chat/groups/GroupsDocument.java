package io.drawbridge.examples.chat.groups;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The groups file as it is written.
 *
 * <pre>
 * groups:
 *   family: [alice, bob, carol]
 * </pre>
 */
record GroupsDocument(Map<String, List<UserName>> groups) {
  /** A group's message is copied to each member's outbox in one step. */
  private static final int MAX_MEMBERS = 1_000;

  GroupsDocument {
    groups.forEach(GroupsDocument::check);
  }

  Groups toGroups() {
    Map<String, List<String>> names = new TreeMap<>();
    groups.forEach(
        (group, members) -> names.put(group, members.stream().map(UserName::name).toList()));
    return Groups.of(names);
  }

  private static void check(String group, List<UserName> members) {
    if (!UserName.isValid(group)) {
      throw new IllegalArgumentException("groups: " + group + " (expected: 1 to 128 bytes)");
    }
    if (members.size() > MAX_MEMBERS) {
      throw new IllegalArgumentException(
          "groups: "
              + (group + " has " + members.size() + " members")
              + (" (expected: <= " + MAX_MEMBERS + ")"));
    }
    if (new HashSet<>(members).size() < members.size()) {
      throw new IllegalArgumentException(
          "groups: " + group + " names a member twice (expected: each once)");
    }
  }
}
