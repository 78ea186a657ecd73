package io.drawbridge.process.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A YAML value that remembers where it was written. Scalars stay text until a record component says
 * what they should be, so {@code 0123}, {@code yes} and {@code 1:30} mean what they look like.
 */
sealed interface Value {
  Origin origin();

  record Scalar(Origin origin, String text) implements Value {}

  record Sequence(Origin origin, List<Value> items) implements Value {}

  /** Keys in file order; a key whose value is empty in the file is absent. */
  record Mapping(Origin origin, Map<String, Value> entries) implements Value {
    static Mapping empty(Origin origin) {
      return new Mapping(origin, Map.of());
    }

    /** This mapping with {@code upper} on top: mappings merge, everything else is replaced. */
    Mapping overlaidBy(Mapping upper) {
      Map<String, Value> merged = new LinkedHashMap<>(entries);
      upper.entries.forEach(
          (key, value) -> merged.merge(key, value, (ours, theirs) -> overlay(ours, theirs)));
      return new Mapping(upper.origin.line() == 0 ? origin : upper.origin, merged);
    }

    /** The same values in blocks that {@code place} is to blame for when a key is missing. */
    Mapping blamedOn(Origin place) {
      Map<String, Value> blamed = new LinkedHashMap<>(entries);
      blamed.replaceAll(
          (_, value) -> value instanceof Mapping block ? block.blamedOn(place) : value);
      return new Mapping(place, blamed);
    }

    private static Value overlay(Value lower, Value upper) {
      return lower instanceof Mapping below && upper instanceof Mapping above
          ? below.overlaidBy(above)
          : upper;
    }
  }
}
