package io.drawbridge.process.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads one YAML document into a {@link Value}, keeping the line of each value. */
final class YamlTree {
  /** Our deepest file has 4 levels; aliases can make a document endlessly deep. */
  private static final int MAX_DEPTH = 16;

  /** No configuration comes near it; a wrong file given by mistake does. */
  private static final int MAX_CHARACTERS = 4 << 20;

  private final String source;

  private YamlTree(String source) {
    this.source = source;
  }

  /** The document's mapping; an empty document is an empty mapping. */
  static Value.Mapping mapping(String source, String text) throws ConfigException {
    Value value = new YamlTree(source).parse(text);
    return switch (value) {
      case null -> Value.Mapping.empty(Origin.of(source));
      case Value.Mapping mapping -> mapping;
      case Value.Scalar scalar -> throw notAMapping(scalar.origin(), "a single value");
      case Value.Sequence sequence -> throw notAMapping(sequence.origin(), "a list");
    };
  }

  /** Any value, as in {@code [a, b]}; null if the text holds none. */
  static @Nullable Value value(String source, String text) throws ConfigException {
    return new YamlTree(source).parse(text);
  }

  private @Nullable Value parse(String text) throws ConfigException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARACTERS);
    try {
      Node root = new Yaml(options).compose(new StringReader(text));
      return root == null ? null : convert(root, 0);
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      throw ConfigException.at(
          mark == null ? Origin.of(source) : new Origin(source, mark.getLine() + 1),
          "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw ConfigException.at(Origin.of(source), "not YAML: " + e.getMessage());
    }
  }

  private @Nullable Value convert(Node node, int depth) throws ConfigException {
    if (depth > MAX_DEPTH) {
      throw ConfigException.at(origin(node), "nested too deep (expected: <= " + MAX_DEPTH + ")");
    }
    return switch (node) {
      case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> null;
      case ScalarNode scalar -> new Value.Scalar(origin(node), scalar.getValue());
      case SequenceNode sequence -> sequence(sequence, depth);
      case MappingNode mapping -> mapping(mapping, depth);
      default -> throw ConfigException.at(origin(node), "not a value: " + node.getNodeId());
    };
  }

  private Value sequence(SequenceNode node, int depth) throws ConfigException {
    List<Value> items = new ArrayList<>();
    for (Node child : node.getValue()) {
      Value item = convert(child, depth + 1);
      if (item == null) {
        throw ConfigException.at(origin(child), "empty list item (expected: a value)");
      }
      items.add(item);
    }
    return new Value.Sequence(origin(node), items);
  }

  private Value mapping(MappingNode node, int depth) throws ConfigException {
    Map<String, Value> entries = new LinkedHashMap<>();
    Map<String, Origin> seen = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      String key = key(tuple.getKeyNode());
      Origin before = seen.put(key, origin(tuple.getKeyNode()));
      if (before != null) {
        throw ConfigException.at(
            origin(tuple.getKeyNode()), key + ": given twice (first at " + before + ")");
      }
      Value value = convert(tuple.getValueNode(), depth + 1);
      if (value != null) {
        entries.put(key, atLineOf(tuple.getKeyNode(), value));
      }
    }
    return new Value.Mapping(origin(node), entries);
  }

  /** A block's own mark is its first child's line; people look for the key. */
  private Value atLineOf(Node key, Value value) {
    return switch (value) {
      case Value.Scalar scalar -> scalar;
      case Value.Sequence sequence -> new Value.Sequence(origin(key), sequence.items());
      case Value.Mapping mapping -> new Value.Mapping(origin(key), mapping.entries());
    };
  }

  private String key(Node node) throws ConfigException {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw ConfigException.at(origin(node), "a key that is not a text (expected: key: value)");
  }

  private Origin origin(Node node) {
    return new Origin(source, node.getStartMark().getLine() + 1);
  }

  private static ConfigException notAMapping(Origin origin, String found) {
    return ConfigException.at(origin, found + " (expected: lines of key: value)");
  }
}
