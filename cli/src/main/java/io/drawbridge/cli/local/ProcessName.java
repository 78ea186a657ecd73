package io.drawbridge.cli.local;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A process of a local fleet, unique within the fleet: {@code gw-1} is the first region's, {@code
 * local-2/gw-1} the second's.
 */
record ProcessName(int region, Role role, int index) {
  /** Addresses end in the index, and fleets on one machine are small. */
  static final int MAX_INDEX = 99;

  private static final Pattern FORM =
      Pattern.compile("(?:local-(\\d{1,4})/)?([a-z]{1,10})(?:-(\\d{1,4}))?");

  /**
   * What {@code text} names; {@code redis} is short for {@code redis-1}.
   *
   * @throws IllegalArgumentException if it names nothing
   */
  static ProcessName parse(String text) {
    Matcher found = FORM.matcher(text);
    if (!found.matches()) {
      throw new IllegalArgumentException(text + ": not a process (expected: " + forms() + ")");
    }
    Optional<Role> role = Role.ofPrefix(found.group(2));
    if (role.isEmpty()) {
      throw new IllegalArgumentException(
          text + ": unknown role " + found.group(2) + " (expected: " + forms() + ")");
    }
    int region = number(found.group(1));
    if (found.group(3) == null && role.get() != Role.REDIS) {
      throw new IllegalArgumentException(
          text + ": which one? (expected: " + text + "-1 or higher)");
    }
    return new ProcessName(region, role.get(), number(found.group(3)));
  }

  ProcessName {
    if (region < 1) {
      throw new IllegalArgumentException(
          "region: local-" + region + " (expected: local-1 or higher)");
    }
    int max = role == Role.REDIS ? 1 : MAX_INDEX;
    if (index < 1 || index > max) {
      throw new IllegalArgumentException(
          role.prefix() + "-" + index + " (expected: a number from 1 to " + max + ")");
    }
  }

  /** Unique within its region: {@code gw-1}. */
  String inRegion() {
    return role.prefix() + "-" + index;
  }

  /** As people write it, and as {@link #parse} reads it. */
  @Override
  public String toString() {
    return region == 1 ? inRegion() : FleetSettings.regionName(region) + "/" + inRegion();
  }

  private static int number(String digits) {
    return digits == null ? 1 : Integer.parseInt(digits);
  }

  private static String forms() {
    String names =
        Arrays.stream(Role.values())
            .map(role -> role.prefix() + "-N")
            .collect(Collectors.joining(", "));
    return names + "; of another region local-2/gw-N";
  }
}
