package io.drawbridge.process.config;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How one word becomes a value. Known: texts, numbers, booleans, enums (written in kebab case),
 * {@code Duration}, {@code Instant}, {@code Path}, {@code URI}, and every class with a public
 * static {@code parse(String)}.
 */
final class Scalars {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)");

  private static final Map<Class<?>, Scalar> KNOWN =
      Map.ofEntries(
          Map.entry(String.class, new Scalar("a text", text -> text)),
          Map.entry(int.class, new Scalar("a whole number", Integer::valueOf)),
          Map.entry(Integer.class, new Scalar("a whole number", Integer::valueOf)),
          Map.entry(long.class, new Scalar("a whole number", Long::valueOf)),
          Map.entry(Long.class, new Scalar("a whole number", Long::valueOf)),
          Map.entry(double.class, new Scalar("a number", Double::valueOf)),
          Map.entry(Double.class, new Scalar("a number", Double::valueOf)),
          Map.entry(boolean.class, new Scalar("true or false", Scalars::truth)),
          Map.entry(Boolean.class, new Scalar("true or false", Scalars::truth)),
          Map.entry(Duration.class, new Scalar("a time such as 500ms, 30s, 5m", Scalars::duration)),
          Map.entry(
              Instant.class, new Scalar("a moment such as 2026-11-30T18:00:00Z", Scalars::moment)),
          Map.entry(Path.class, new Scalar("a file name", Path::of)),
          Map.entry(URI.class, new Scalar("an address such as http://host:port", URI::create)),
          Map.entry(HostPort.class, new Scalar("host:port", HostPort::parse)),
          Map.entry(ByteSize.class, new Scalar("a size such as 64KiB", ByteSize::parse)));

  private Scalars() {}

  /**
   * @param expectation completes "expected:"
   * @param parse throws {@link IllegalArgumentException} for what it does not take
   */
  record Scalar(String expectation, Function<String, Object> parse) {}

  /** How to read a {@code type}, or null if it is not written as one word. */
  static @Nullable Scalar of(Class<?> type) {
    Scalar known = KNOWN.get(type);
    if (known != null) {
      return known;
    }
    return type.isEnum() ? enumeration(type) : withParseMethod(type);
  }

  private static Boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static Instant moment(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static Scalar enumeration(Class<?> type) {
    Map<String, Object> constants =
        Arrays.stream(type.getEnumConstants())
            .collect(Collectors.toMap(Scalars::kebab, constant -> constant));
    String names =
        Arrays.stream(type.getEnumConstants())
            .map(Scalars::kebab)
            .collect(Collectors.joining(", "));
    return new Scalar(
        "one of " + names,
        text -> {
          Object constant = constants.get(text);
          if (constant == null) {
            throw new IllegalArgumentException(text);
          }
          return constant;
        });
  }

  private static String kebab(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static @Nullable Scalar withParseMethod(Class<?> type) {
    try {
      MethodHandle parse =
          MethodHandles.publicLookup()
              .findStatic(type, "parse", MethodType.methodType(type, String.class));
      return new Scalar("a " + Keys.kebab(type.getSimpleName()), text -> invoke(parse, text));
    } catch (NoSuchMethodException | IllegalAccessException _) {
      return null;
    }
  }

  private static Object invoke(MethodHandle parse, String text) {
    try {
      return parse.invoke(text);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
