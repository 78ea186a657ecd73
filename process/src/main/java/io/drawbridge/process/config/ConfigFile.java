package io.drawbridge.process.config;

import io.drawbridge.process.config.ConfigException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Reads configuration into records.
 *
 * <p>Record components are keys in kebab case. Their types: texts, numbers, booleans, enums, {@code
 * Duration} ("30s"), {@code Instant} ("2026-11-30T18:00:00Z"), {@link ByteSize} ("64KiB"), {@link
 * HostPort}, {@code Path}, {@code URI}, any class with a public static {@code parse(String)},
 * {@code List} and {@code Map<String, …>} of these, other records, and {@code Optional} for keys
 * that may be absent. A compact constructor refuses values by {@code
 * IllegalArgumentException("connections: -1 (expected: >= 1)")}.
 */
public final class ConfigFile {
  private ConfigFile() {}

  /**
   * A process's configuration: the class path's {@code <name>-defaults.yaml} beside {@code type},
   * overlaid by {@code file}, overlaid by the variables {@code DRAWBRIDGE_<NAME>_…}.
   *
   * @param environment as of {@link System#getenv()}
   * @throws ConfigException with every problem found
   */
  public static <C extends Record> LoadedConfig<C> load(
      String name, Class<C> type, Optional<Path> file, Map<String, String> environment)
      throws ConfigException {
    Origin whole = Origin.of(file.map(Path::toString).orElse("configuration"));
    Value.Mapping merged = defaults(name, type).blamedOn(whole);
    if (file.isPresent()) {
      merged = merged.overlaidBy(YamlTree.mapping(file.get().toString(), text(file.get())));
    }
    merged = merged.overlaidBy(new Environment(name, type).layer(environment));
    merged = new Value.Mapping(whole, merged.entries());
    return new LoadedConfig<>(RecordBinder.bind(type, merged), type, merged);
  }

  /** A side file, such as a gateway's services: no defaults, no environment. */
  public static <C extends Record> C read(Path file, Class<C> type) throws ConfigException {
    return RecordBinder.bind(type, YamlTree.mapping(file.toString(), text(file)));
  }

  /**
   * A document that says itself what it is: the text under {@code key} names its record.
   *
   * @param source what it is called in problems
   * @param key such as {@code kind}; no component of a record may have it
   * @param types by what stands there
   */
  public static Record parse(
      String source, String text, String key, Map<String, Class<? extends Record>> types)
      throws ConfigException {
    Value.Mapping whole = YamlTree.mapping(source, text);
    Value kind = whole.entries().get(key);
    String expected = "one of " + String.join(", ", new TreeSet<>(types.keySet()));
    if (!(kind instanceof Value.Scalar(Origin place, String name))) {
      Origin origin = kind == null ? whole.origin() : kind.origin();
      throw new ConfigException(
          List.of(Problem.of(Optional.of(origin), key, "missing, or no word", expected)));
    }
    Class<? extends Record> type = types.get(name);
    if (type == null) {
      String near =
          Closest.to(name, types.keySet()).map(known -> "; did you mean " + known + "?").orElse("");
      throw new ConfigException(
          List.of(Problem.of(Optional.of(place), key, name, expected + near)));
    }
    Map<String, Value> rest = new LinkedHashMap<>(whole.entries());
    rest.remove(key);
    return RecordBinder.bind(type, new Value.Mapping(whole.origin(), rest));
  }

  private static Value.Mapping defaults(String name, Class<?> type) throws ConfigException {
    String resource = name + "-defaults.yaml";
    try (InputStream in = type.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            resource
                + ": not on the class path (expected: in package "
                + type.getPackageName()
                + ")");
      }
      return YamlTree.mapping(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) throws ConfigException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException _) {
      throw ConfigException.at(Origin.of(file.toString()), "no such file");
    } catch (CharacterCodingException _) {
      throw ConfigException.at(Origin.of(file.toString()), "not UTF-8 text");
    } catch (IOException e) {
      throw ConfigException.at(Origin.of(file.toString()), "cannot be read: " + e.getMessage());
    }
  }
}
