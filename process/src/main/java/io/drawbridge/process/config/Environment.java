package io.drawbridge.process.config;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Environment variables as a layer over the files: {@code client-door.address} of process {@code
 * gateway} is {@code DRAWBRIDGE_GATEWAY_CLIENT_DOOR_ADDRESS}. Lists are {@code a,b} or YAML's
 * {@code [a, b]}. A variable with the prefix that names no key is a mistake, not a stranger.
 */
final class Environment {
  private final String prefix;
  private final Map<String, List<String>> paths = new LinkedHashMap<>();
  private final Map<List<String>, Type> leaves;

  Environment(String processName, Class<?> recordType) {
    this.prefix = prefix(processName);
    this.leaves = Keys.leaves(recordType);
    leaves.keySet().forEach(path -> paths.put(variable(path), path));
  }

  static String prefix(String processName) {
    return "DRAWBRIDGE_" + upper(processName) + "_";
  }

  /** The variables under the prefix, or one exception that names all wrong ones. */
  Value.Mapping layer(Map<String, String> environment) throws ConfigException {
    Value.Mapping layer = Value.Mapping.empty(Origin.of("environment"));
    List<ConfigException.Problem> problems = new ArrayList<>();
    for (String name : environment.keySet().stream().sorted().toList()) {
      if (name.startsWith(prefix)) {
        List<String> path = paths.get(name);
        if (path == null) {
          problems.add(unknown(name));
        } else {
          Value value = value(name, path, environment.getOrDefault(name, ""));
          layer = value == null ? layer : layer.overlaidBy(nested(path, value));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return layer;
  }

  private String variable(List<String> path) {
    return prefix + upper(String.join("_", path));
  }

  private static String upper(String kebab) {
    return kebab.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private @Nullable Value value(String name, List<String> path, String text)
      throws ConfigException {
    Class<?> type = Keys.raw(leaves.getOrDefault(path, String.class));
    if (Scalars.of(type) != null) {
      return new Value.Scalar(Origin.of(name), text);
    }
    if (type == List.class && !text.strip().startsWith("[")) {
      return new Value.Sequence(
          Origin.of(name),
          Arrays.stream(text.split(",", -1))
              .map(String::strip)
              .filter(item -> !item.isEmpty())
              .<Value>map(item -> new Value.Scalar(Origin.of(name), item))
              .toList());
    }
    return YamlTree.value(name, text);
  }

  private static Value.Mapping nested(List<String> path, Value value) {
    Value nested = value;
    for (String key : path.reversed()) {
      nested = new Value.Mapping(value.origin(), Map.of(key, nested));
    }
    return (Value.Mapping) nested;
  }

  private ConfigException.Problem unknown(String name) {
    String hint =
        Closest.to(name, paths.keySet())
            .map(near -> "did you mean " + near + "?")
            .orElse("one of " + String.join(", ", paths.keySet()));
    return new ConfigException.Problem(
        Optional.empty(), name, "unknown variable (expected: " + hint + ")");
  }
}
