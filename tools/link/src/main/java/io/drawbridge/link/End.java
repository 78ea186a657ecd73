package io.drawbridge.link;

import io.drawbridge.link.tun.Namespace;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One end of the link as the command line names it.
 *
 * @param address with the length of its network
 */
record End(Namespace namespace, String address) {
  private static final Pattern FORM =
      Pattern.compile("([^:]+):([0-9]{1,3}(?:\\.[0-9]{1,3}){3}/[0-9]{1,2})");

  /** Reads {@code NAMESPACE:ADDRESS/LENGTH}. */
  static End parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          text + " (expected: NAMESPACE:ADDRESS/LENGTH such as left:10.99.0.1/30)");
    }
    return new End(new Namespace(matcher.group(1)), matcher.group(2));
  }

  @Override
  public String toString() {
    return address + " in " + namespace.name();
  }
}
