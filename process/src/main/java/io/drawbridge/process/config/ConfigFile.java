package io.drawbridge.process.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Reads configuration into records.
 *
 * <p>Record components are keys in kebab case. Their types: texts, numbers, booleans, enums, {@code
 * Duration} ("30s"), {@link ByteSize} ("64KiB"), {@link HostPort}, {@code Path}, {@code URI}, any
 * class with a public static {@code parse(String)}, {@code List} and {@code Map<String, …>} of
 * these, other records, and {@code Optional} for keys that may be absent. A compact constructor
 * refuses values by {@code IllegalArgumentException("connections: -1 (expected: >= 1)")}.
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
