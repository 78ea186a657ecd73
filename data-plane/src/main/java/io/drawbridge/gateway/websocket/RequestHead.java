package io.drawbridge.gateway.websocket;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Request line and header lines of an HTTP/1.1 request, as RFC 9112 writes them and without what it
 * tolerates: lines end with CR LF, no line is folded, no space stands before a colon.
 *
 * @param headers values by name in lower case, in the order of their lines
 */
record RequestHead(
    String method, String target, String version, Map<String, List<String>> headers) {
  /** Header lines of one request. */
  static final int MAX_HEADER_LINES = 64;

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  /**
   * Reads a head, each byte one character, from the request line to the last header line's end.
   *
   * @throws UpgradeRefused when it is not a head, or has too many lines
   */
  static RequestHead parse(String head) throws UpgradeRefused {
    String[] lines = head.split("\r\n", -1);
    if (lines.length - 1 > MAX_HEADER_LINES) {
      throw new UpgradeRefused(
          UpgradeRefusal.HEAD_TOO_LARGE,
          "header lines: " + (lines.length - 1) + " (expected: <= " + MAX_HEADER_LINES + ")");
    }
    String[] parts = lines[0].split(" ", -1);
    if (parts.length != 3 || !isToken(parts[0]) || !isVisible(parts[1])) {
      throw UpgradeRefused.badRequest("request line: not HTTP (expected: GET /v1 HTTP/1.1)");
    }
    Map<String, List<String>> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      addHeader(headers, lines[i], i);
    }
    return new RequestHead(parts[0], parts[1], parts[2], headers);
  }

  private static void addHeader(Map<String, List<String>> headers, String line, int number)
      throws UpgradeRefused {
    int colon = line.indexOf(':');
    if (colon < 1 || !isToken(line.substring(0, colon)) || !isValue(line, colon + 1)) {
      throw UpgradeRefused.badRequest(
          "header line " + number + ": not a header (expected: name, colon, value)");
    }
    headers
        .computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>(1))
        .add(trimmed(line.substring(colon + 1)));
  }

  /** Every value of a header that may come once or more. */
  List<String> all(String name) {
    return headers.getOrDefault(name, List.of());
  }

  /** The members of a header that is a comma-separated list. */
  List<String> list(String name) {
    return all(name).stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(RequestHead::trimmed)
        .toList();
  }

  /** Whether a list has this member, in whatever case. */
  boolean lists(String name, String member) {
    return list(name).stream().anyMatch(each -> AsciiString.contentEqualsIgnoreCase(each, member));
  }

  private static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isToken(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> isLetterOrDigit(c) || TOKEN_MARKS.indexOf(c) >= 0);
  }

  private static boolean isVisible(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  /** Text without control characters; bytes above ASCII are let through unread. */
  private static boolean isValue(String line, int from) {
    return line.chars().skip(from).allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f));
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isLetterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
