package io.drawbridge.process.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The keys a record stands for: component {@code grpcAddress} is key {@code grpc-address}. */
final class Keys {
  private Keys() {}

  static String kebab(String camel) {
    return camel.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /** Key to component, in the record's order. */
  static Map<String, RecordComponent> of(Class<?> recordType) {
    return Arrays.stream(recordType.getRecordComponents())
        .collect(
            Collectors.toMap(
                component -> kebab(component.getName()),
                component -> component,
                (first, _) -> first,
                LinkedHashMap::new));
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** {@code T} of {@code Optional<T>}, {@code List<T>} or, with index 1, {@code Map<K, T>}. */
  static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }

  static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      default -> throw new IllegalArgumentException("not a config type: " + type.getTypeName());
    };
  }

  /** {@code Optional<T>} is read as T. */
  static Type withoutOptional(Type type) {
    return raw(type) == Optional.class ? argument(type, 0) : type;
  }

  /** True for a record that is written as a block of keys rather than as one word. */
  static boolean isBlock(Type type) {
    return raw(type).isRecord() && Scalars.of(raw(type)) == null;
  }

  /** Every key that holds a value rather than a block, by its path. */
  static Map<List<String>, Type> leaves(Class<?> recordType) {
    Map<List<String>, Type> leaves = new LinkedHashMap<>();
    collect(recordType, List.of(), leaves);
    return leaves;
  }

  private static void collect(Class<?> type, List<String> path, Map<List<String>, Type> leaves) {
    of(type)
        .forEach((key, component) -> {
          List<String> here = new ArrayList<>(path);
          here.add(key);
          Type inner = withoutOptional(component.getGenericType());
          if (isBlock(inner)) {
            collect(raw(inner), here, leaves);
          } else {
            leaves.put(List.copyOf(here), inner);
          }
        });
  }
}
