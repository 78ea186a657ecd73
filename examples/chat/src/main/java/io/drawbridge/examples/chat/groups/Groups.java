package io.drawbridge.examples.chat.groups;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Groups and their members. Immutable; swapped whole. */
public final class Groups {
  private final Map<String, Set<String>> members;

  private Groups(Map<String, Set<String>> members) {
    this.members = members;
  }

  /** Keeps the order of members. */
  public static Groups of(Map<String, List<String>> membersByGroup) {
    Map<String, Set<String>> members = new TreeMap<>();
    membersByGroup.forEach((group, users) -> members.put(group, new LinkedHashSet<>(users)));
    return new Groups(members);
  }

  /** The members of a group, if there is one of that name. */
  public Optional<Set<String>> members(String group) {
    return Optional.ofNullable(members.get(group));
  }

  public int size() {
    return members.size();
  }

  @Override
  public String toString() {
    return size() + " groups";
  }
}
