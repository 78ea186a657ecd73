package io.drawbridge.cli.fleet;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where control planes tell of policies. */
final class PolicyPaths {
  static final String ALL = "/api/v1/policies";
  static final String TRIALS = "/api/v1/policy-trials";

  private PolicyPaths() {}

  static String of(String name) {
    return ALL + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  static String version(String name, long version) {
    return of(name) + "/versions/" + version;
  }
}
