package io.drawbridge.process.config;

import io.drawbridge.process.config.ConfigException.Problem;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a {@link Value} into a record tree and notes every problem on the way, so that one start
 * shows all of them. A method that noted a problem answers null.
 */
final class RecordBinder {
  private final List<Problem> problems = new ArrayList<>();

  private RecordBinder() {}

  static <C extends Record> C bind(Class<C> type, Value.Mapping value) throws ConfigException {
    RecordBinder binder = new RecordBinder();
    Object bound = binder.block(type, value, "");
    if (bound == null) {
      throw new ConfigException(binder.problems);
    }
    return type.cast(bound);
  }

  private @Nullable Object any(Type type, Value value, String path) {
    Class<?> raw = Keys.raw(type);
    Scalars.Scalar scalar = Scalars.of(raw);
    if (scalar != null) {
      return scalar(scalar, value, path);
    }
    if (raw.isRecord()) {
      return block(raw, value, path);
    }
    if (raw == List.class) {
      return list(Keys.argument(type, 0), value, path);
    }
    if (raw == Map.class) {
      return map(Keys.argument(type, 1), value, path);
    }
    throw new IllegalArgumentException(path + ": " + type.getTypeName() + " is no config type");
  }

  private @Nullable Object scalar(Scalars.Scalar scalar, Value value, String path) {
    if (!(value instanceof Value.Scalar(Origin origin, String text))) {
      return wrong(value, path, scalar.expectation());
    }
    try {
      return scalar.parse().apply(text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      note(origin, path, text.isEmpty() ? "empty" : text, scalar.expectation());
      return null;
    }
  }

  private @Nullable Object list(Type itemType, Value value, String path) {
    if (!(value instanceof Value.Sequence(_, List<Value> items))) {
      return wrong(value, path, "a list such as [a, b]");
    }
    List<Object> bound = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Object item = any(itemType, items.get(i), path + "[" + i + "]");
      if (item != null) {
        bound.add(item);
      }
    }
    return bound.size() == items.size() ? List.copyOf(bound) : null;
  }

  private @Nullable Object map(Type valueType, Value value, String path) {
    if (!(value instanceof Value.Mapping(_, Map<String, Value> entries))) {
      return wrong(value, path, "a block of key: value");
    }
    Map<String, Object> bound = new LinkedHashMap<>();
    entries.forEach((key, entry) -> {
      Object item = any(valueType, entry, Keys.join(path, key));
      if (item != null) {
        bound.put(key, item);
      }
    });
    return bound.size() == entries.size() ? Map.copyOf(bound) : null;
  }

  private @Nullable Object block(Class<?> type, Value value, String path) {
    if (!(value instanceof Value.Mapping mapping)) {
      Value shown = Secrets.areIn(type) ? Secrets.hidden(value) : value;
      return wrong(shown, path, "a block with " + String.join(", ", Keys.of(type).keySet()));
    }
    Map<String, RecordComponent> keys = Keys.of(type);
    int before = problems.size();
    mapping.entries().keySet().stream()
        .filter(key -> !keys.containsKey(key))
        .forEach(key -> unknown(mapping, path, key, keys));
    List<@Nullable Object> arguments = new ArrayList<>();
    keys.forEach((key, component) -> arguments.add(component(component, mapping, path, key)));
    return problems.size() > before ? null : create(type, arguments, mapping, path);
  }

  private @Nullable Object component(
      RecordComponent component, Value.Mapping mapping, String path, String key) {
    Type type = component.getGenericType();
    boolean optional = Keys.raw(type) == Optional.class;
    Value value = mapping.entries().get(key);
    String here = Keys.join(path, key);
    if (value != null) {
      Object bound = any(Keys.withoutOptional(type), value, here);
      return optional && bound != null ? Optional.of(bound) : bound;
    }
    if (optional) {
      return Optional.empty();
    }
    if (Keys.isBlock(type)) { // names the keys that are missing inside
      return block(Keys.raw(type), Value.Mapping.empty(mapping.origin()), here);
    }
    note(mapping.origin(), here, "missing", expectation(type));
    return null;
  }

  private static String expectation(Type type) {
    Scalars.Scalar scalar = Scalars.of(Keys.raw(type));
    if (scalar != null) {
      return scalar.expectation();
    }
    return Keys.raw(type) == List.class ? "a list such as [a, b]" : "a block of key: value";
  }

  private @Nullable Object create(
      Class<?> type, List<@Nullable Object> arguments, Value.Mapping mapping, String path) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        return refused(String.valueOf(refused.getMessage()), mapping, path);
      }
      throw new IllegalStateException(path + ": " + type + " cannot be created", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(path + ": " + type + " cannot be created", e);
    }
  }

  /**
   * A record's own rule: "connections: -1 (expected: >= 1)", in the line of {@code connections}.
   */
  private @Nullable Object refused(String message, Value.Mapping mapping, String path) {
    int colon = message.indexOf(':');
    String key = colon < 0 ? "" : Keys.kebab(message.substring(0, colon));
    Value culprit = mapping.entries().get(key);
    if (culprit == null) {
      problems.add(new Problem(Optional.of(mapping.origin()), path, Secrets.mask(message)));
    } else {
      String text = Secrets.mask(message.substring(colon + 1).strip());
      problems.add(new Problem(Optional.of(culprit.origin()), Keys.join(path, key), text));
    }
    return null;
  }

  private void unknown(
      Value.Mapping mapping, String path, String key, Map<String, RecordComponent> keys) {
    Value value = mapping.entries().get(key);
    Origin origin = value == null ? mapping.origin() : value.origin();
    String near =
        Closest.to(key, keys.keySet()).map(known -> "; did you mean " + known + "?").orElse("");
    problems.add(
        new Problem(
            Optional.of(origin),
            Keys.join(path, key),
            "unknown key (expected: one of " + String.join(", ", keys.keySet()) + near + ")"));
  }

  private @Nullable Object wrong(Value value, String path, String expectation) {
    String found =
        switch (value) {
          case Value.Scalar scalar -> scalar.text().isEmpty() ? "empty" : scalar.text();
          case Value.Sequence _ -> "a list";
          case Value.Mapping _ -> "a block";
        };
    note(value.origin(), path, found, expectation);
    return null;
  }

  private void note(Origin origin, String path, String offender, String expectation) {
    problems.add(Problem.of(Optional.of(origin), path, offender, expectation));
  }
}
