package io.drawbridge.integration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips tests where network namespaces cannot be made, and says what is missing. */
final class NeedsNamespaces implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (!System.getProperty("user.name").equals("root")) {
      return ConditionEvaluationResult.disabled("not root (needed for network namespaces)");
    }
    if (!Files.isWritable(Path.of("/dev/net/tun"))) {
      return ConditionEvaluationResult.disabled("/dev/net/tun is not there");
    }
    if (Stream.of("/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip")
        .noneMatch(ip -> Files.isExecutable(Path.of(ip)))) {
      return ConditionEvaluationResult.disabled("no command ip (package iproute2)");
    }
    return ConditionEvaluationResult.enabled("namespaces can be made");
  }
}
