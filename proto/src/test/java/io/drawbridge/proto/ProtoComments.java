package io.drawbridge.proto;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds declarations of a .proto file without a comment in the line above. Knows as much of the
 * language as our files use: one declaration in a line, line comments.
 */
final class ProtoComments {
  private static final Pattern TYPE = Pattern.compile("(message|enum|service)\\s+(\\w+)\\s*\\{.*");
  private static final Pattern RPC = Pattern.compile("rpc\\s+(\\w+)\\s*\\(.*");
  private static final Pattern FIELD =
      Pattern.compile(
          "(?:repeated\\s+|optional\\s+)?(?:map\\s*<[^>]*>|[\\w.]+)\\s+(\\w+)\\s*=\\s*\\d+\\b.*");
  private static final Pattern ENUM_VALUE = Pattern.compile("(\\w+)\\s*=\\s*\\d+\\b.*");

  private ProtoComments() {}

  /** "file:line: name", one for each declaration without a comment. */
  static List<String> missing(String file, List<String> lines) {
    List<String> missing = new ArrayList<>();
    boolean commented = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      String declared = declared(line);
      if (!declared.isEmpty() && !commented) {
        missing.add(file + ":" + (i + 1) + ": " + declared);
      }
      commented = line.startsWith("//");
    }
    return missing;
  }

  /** The name that the line declares; empty when it declares none. */
  private static String declared(String line) {
    for (Pattern named : List.of(RPC, FIELD, ENUM_VALUE)) {
      Matcher matcher = named.matcher(line);
      if (matcher.matches()) {
        return matcher.group(1);
      }
    }
    Matcher type = TYPE.matcher(line);
    return type.matches() ? type.group(1) + " " + type.group(2) : "";
  }
}
