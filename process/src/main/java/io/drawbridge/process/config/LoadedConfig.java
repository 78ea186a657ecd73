package io.drawbridge.process.config;

import java.util.List;
import java.util.Optional;

/** A configuration together with where each value came from. */
public final class LoadedConfig<C extends Record> {
  private final C config;
  private final Class<C> type;
  private final Value.Mapping source;

  LoadedConfig(C config, Class<C> type, Value.Mapping source) {
    this.config = config;
    this.type = type;
    this.source = source;
  }

  public C config() {
    return config;
  }

  /** What is in force, as YAML with the origin of each value as a comment; secrets masked. */
  public String effectiveYaml() {
    return EffectiveYaml.of(type, source);
  }

  /** Every {@link HostPort} whose key ends in {@code address}: what the process listens on. */
  public List<ListenAddress> listenAddresses() {
    return Keys.leaves(type).entrySet().stream()
        .filter(leaf -> Keys.raw(leaf.getValue()) == HostPort.class)
        .map(leaf -> String.join(".", leaf.getKey()))
        .filter(key -> key.endsWith("address"))
        .flatMap(key -> find(key).map(value -> listenAddress(key, value)).stream())
        .toList();
  }

  /** The same problems with their places, for an exception made by a rule that knows only keys. */
  public ConfigException located(ConfigException e) {
    return new ConfigException(
        e.problems().stream()
            .map(problem ->
                new ConfigException.Problem(
                    problem.origin().or(() -> find(problem.key()).map(Value::origin)),
                    problem.key(),
                    problem.text()))
            .toList());
  }

  /** An address the process listens on, and the key it was given by. */
  public record ListenAddress(String key, HostPort address) {}

  private static ListenAddress listenAddress(String key, Value value) {
    return new ListenAddress(key, HostPort.parse(((Value.Scalar) value).text()));
  }

  private Optional<Value> find(String key) {
    Optional<Value> found = Optional.of(source);
    for (String part : key.split("\\.", -1)) {
      found =
          found
              .filter(Value.Mapping.class::isInstance)
              .map(mapping -> ((Value.Mapping) mapping).entries().get(part));
    }
    return found;
  }
}
