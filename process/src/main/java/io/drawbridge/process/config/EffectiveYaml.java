package io.drawbridge.process.config;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What is in force, as YAML, each value with the place it came from; secrets masked. */
final class EffectiveYaml {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._][A-Za-z0-9/._:@*+-]*");

  private final StringBuilder out = new StringBuilder();

  private EffectiveYaml() {}

  static String of(Class<?> recordType, Value.Mapping value) {
    EffectiveYaml yaml = new EffectiveYaml();
    yaml.block(recordType, value, "");
    return yaml.out.toString();
  }

  private void block(Class<?> type, Value.Mapping mapping, String indent) {
    Keys.of(type)
        .forEach((key, component) -> {
          Value value = mapping.entries().get(key);
          Type inner = Keys.withoutOptional(component.getGenericType());
          if (value instanceof Value.Mapping child && Keys.isBlock(inner)) {
            out.append(indent).append(key).append(":\n");
            block(Keys.raw(inner), child, indent + "  ");
          } else if (value != null) {
            out.append(indent).append(key).append(": ").append(flow(value));
            out.append("  # ").append(value.origin()).append('\n');
          }
        });
  }

  private static String flow(Value value) {
    return switch (value) {
      case Value.Scalar scalar -> quoted(Secrets.mask(scalar.text()));
      case Value.Sequence sequence -> flow(sequence.items());
      case Value.Mapping mapping -> flow(mapping.entries());
    };
  }

  private static String flow(List<Value> items) {
    return "[" + String.join(", ", items.stream().map(EffectiveYaml::flow).toList()) + "]";
  }

  private static String flow(Map<String, Value> entries) {
    return "{"
        + String.join(
            ", ",
            entries.entrySet().stream()
                .map(entry -> quoted(entry.getKey()) + ": " + flow(entry.getValue()))
                .toList())
        + "}";
  }

  private static String quoted(String text) {
    return PLAIN.matcher(text).matches() && !text.endsWith(":")
        ? text
        : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }
}
