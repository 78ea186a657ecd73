package io.drawbridge.ipconfig.httpdns;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes plain answers of Tencent Cloud's HTTPDNS (its documentation, product 379, page 54976):
 *
 * <pre>
 *   2.3.3.4;2.3.3.5                                   one name
 *   2.3.3.4;2.3.3.5,120|1.2.3.4                       ttl=1, clientip=1
 *   2.3.3.4,120-2402:4e00::2345,120|1.2.3.4           type=addrs
 *   www.example.com.:2.3.3.4,120                      query=1, and each line of a batch
 *   (empty)   www.example.com.:0   0-0|1.2.3.4        no record: one name, in a batch, addrs
 * </pre>
 */
final class TencentForm {
  private static final String NOTHING = "0";

  private final OwnName own;

  TencentForm(OwnName own) {
    this.own = own;
  }

  String answer(Question question) {
    List<String> lines = question.names().stream().map(name -> line(question, name)).toList();
    String body = String.join("\n", lines);
    return body.isEmpty() ? body : body + question.clientIp().map(ip -> "|" + ip).orElse("");
  }

  private String line(Question question, String name) {
    boolean known = own.is(name);
    String v4 = known ? records(question, own.v4()) : NOTHING;
    String v6 = known ? records(question, own.v6()) : NOTHING;
    String records =
        switch (question.family()) {
          case V4 -> v4;
          case V6 -> v6;
          case BOTH -> both(question, v4, v6);
        };
    if (records.equals(NOTHING) && !question.isBatch()) {
      return "";
    }
    return question.isBatch() || question.withName() ? name(name) + records : records;
  }

  /**
   * The vendor's Android SDK reads pairs by {@code (.*),(.*)-(.*),(.*)\|(.*)}: {@code
   * 2.3.3.4,120-0|…} does not match and the v4 address is lost with it, {@code 2.3.3.4,120-0,120|…}
   * matches.
   */
  private String both(Question question, String v4, String v6) {
    boolean none = v4.equals(NOTHING) && v6.equals(NOTHING);
    String ttl = question.fromSdk() && question.withTtl() && !none ? ttl() : "";
    return (v4.equals(NOTHING) ? v4 + ttl : v4) + "-" + (v6.equals(NOTHING) ? v6 + ttl : v6);
  }

  private String records(Question question, List<String> addresses) {
    if (addresses.isEmpty()) {
      return NOTHING;
    }
    String joined = addresses.stream().collect(Collectors.joining(";"));
    return question.withTtl() ? joined + ttl() : joined;
  }

  private String ttl() {
    return "," + own.ttl().toSeconds();
  }

  private static String name(String asked) {
    return (asked.endsWith(".") ? asked : asked + ".") + ":";
  }
}
