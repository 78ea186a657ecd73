package io.drawbridge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.drawbridge.process.config.ByteSize;
import io.drawbridge.process.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published schema says what the records say. */
class PolicySchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode SCHEMA = schema();

  private static final Map<String, Class<? extends Record>> RECORDS =
      Map.of(
          "services", ServicesPolicy.class,
          "throttle", ThrottlePolicy.class,
          "degradation", DegradationPolicy.class,
          "selector", Selector.class,
          "service", ServiceEntry.class,
          "limit", Limit.class,
          "match", Match.class,
          "rung", Rung.class);

  private final Schema validator =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(SCHEMA.toString());

  private static JsonNode schema() {
    try (InputStream in = PolicySchema.location().openStream()) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<String> parts() {
    return RECORDS.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("parts")
  void hasEveryKeyOfARecordAndNoOther(String part) {
    JsonNode of = part(part);

    Set<String> keys = keys(RECORDS.get(part), component -> true);
    if (Policy.class.isAssignableFrom(RECORDS.get(part))) {
      keys.add("kind");
    }

    assertThat(names(of.path("properties"))).isEqualTo(keys);
    assertThat(of.path("additionalProperties").isBoolean()).isTrue();
    assertThat(of.path("additionalProperties").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("parts")
  void requiresWhatMayNotBeLeftOut(String part) {
    Set<String> required =
        keys(RECORDS.get(part), component -> !mayBeLeftOut(component.getGenericType()));
    if (Policy.class.isAssignableFrom(RECORDS.get(part))) {
      required.add("kind");
    }

    assertThat(texts(part(part).path("required"))).isEqualTo(required);
  }

  @ParameterizedTest
  @MethodSource("parts")
  void eachKeyHasTheTypeOfItsComponent(String part) {
    for (RecordComponent component : RECORDS.get(part).getRecordComponents()) {
      JsonNode property = part(part).path("properties").path(kebab(component.getName()));

      assertThat(shape(property))
          .as(part + "." + component.getName())
          .isEqualTo(shape(component.getGenericType()));
    }
  }

  @Test
  void thePageForOperatorsShowsEveryKind() throws ConfigException {
    Set<String> shown = new TreeSet<>();
    for (String example : documented()) {
      shown.add(Policy.parse("policies.md", example).kind());
    }

    assertThat(shown).isEqualTo(new TreeSet<>(Policy.KINDS.keySet()));
  }

  @Test
  void hasEveryKind() {
    Set<String> kinds =
        SCHEMA
            .path("oneOf")
            .valueStream()
            .map(kind -> resolved(kind).at("/properties/kind/const").asText())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(kinds).isEqualTo(new TreeSet<>(Policy.KINDS.keySet()));
  }

  @Test
  void hasTheBoundsOfTheRecords() {
    assertThat(SCHEMA.at("/$defs/services/properties/services/maxItems").asInt())
        .isEqualTo(ServicesPolicy.MAX_SERVICES);
    assertThat(SCHEMA.at("/$defs/throttle/properties/limits/maxItems").asInt())
        .isEqualTo(ThrottlePolicy.MAX_LIMITS);
    assertThat(SCHEMA.at("/$defs/degradation/properties/rungs/maxItems").asInt())
        .isEqualTo(DegradationPolicy.MAX_RUNGS);
    assertThat(SCHEMA.at("/$defs/names/maxItems").asInt())
        .isEqualTo(Selector.MAX_NAMES)
        .isEqualTo(Match.MAX_NAMES);
    assertThat(SCHEMA.at("/$defs/selector/properties/labels/maxProperties").asInt())
        .isEqualTo(Selector.MAX_LABELS);
    assertThat(SCHEMA.at("/$defs/name/maxLength").asInt()).isEqualTo(Names.MAX_BYTES);
    assertThat(SCHEMA.at("/$defs/limit/properties/rate/minimum").asDouble())
        .isEqualTo(Limit.MIN_RATE);
    assertThat(SCHEMA.at("/$defs/limit/properties/rate/maximum").asDouble())
        .isEqualTo(Limit.MAX_RATE);
    assertThat(SCHEMA.at("/$defs/limit/properties/burst/maximum").asInt())
        .isEqualTo(Limit.MAX_BURST);
  }

  static Stream<String> goodDocuments() {
    return Stream.concat(
        Stream.of(
            """
            kind: Services
            name: chat
            where: {regions: [r1], labels: {zone: a}}
            services:
              - {id: 1, name: chat, app: default, target: "dns:///chat:9000", tier: interactive, time-limit: 2s}
              - {id: 65535, name: big, app: default, target: "10.0.0.1:1,10.0.0.2:1", tier: background,
                 time-limit: 5m, max-in-flight: 1048576, target-wait: 1ms}
            """,
            "{kind: Services, name: none, services: []}",
            """
            kind: Throttle
            name: chat-limits
            limits:
              - {name: background, match: {services: [chat], tiers: [background]}, per: gateway, rate: 500, burst: 20}
              - {name: each-user, per: user, rate: 0.01}
              - {name: all, per: tier, rate: 10000000, burst: 10000000, match: {apps: [a]}}
            """,
            """
            kind: Degradation
            name: evening
            where: {gateways: [gw-1]}
            trigger: hand
            expires: 2026-11-30T18:00:00Z
            rungs:
              - {heartbeat: 2m}
              - {refuse: [background, standard], drop-forgettable: true}
              - {max-body: 4KiB, refuse-new-sessions: true}
            """,
            """
            {kind: Degradation, name: a, trigger: overload, rungs: [{max-body: 256B}], after: 1ms, calm: 1h}
            """),
        documented().stream());
  }

  /** The examples of the page for operators. */
  private static List<String> documented() {
    Path page = Path.of("../docs/policies.md");
    try {
      return Pattern.compile("```yaml\n(kind: .*?)```", Pattern.DOTALL)
          .matcher(Files.readString(page))
          .results()
          .map((MatchResult match) -> match.group(1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("goodDocuments")
  void takesWhatIsGood(String document) throws ConfigException {
    Policy policy = Policy.parse("policy", document);

    assertThat(policy.name()).isNotEmpty();
    assertThat(validator.validate(document, InputFormat.YAML)).isEmpty();
  }

  static Stream<String> wrongDocuments() {
    String throttle = "{kind: Throttle, name: t, limits: [%s]}";
    String degradation = "{kind: Degradation, name: t, %s}";
    String service =
        "{kind: Services, name: t, services: [{id: %s, name: n, app: a, target: %s, tier: %s,"
            + " time-limit: 2s}]}";
    return Stream.of(
        "{name: t}",
        "{kind: Throtle, name: t}",
        throttle.formatted(""),
        throttle.formatted("{name: a, per: user}"),
        throttle.formatted("{name: a, per: user, rate: 0}"),
        throttle.formatted("{name: a, per: user, rate: 1e8}"),
        throttle.formatted("{name: a, per: USER, rate: 1}"),
        throttle.formatted("{name: a, per: person, rate: 1}"),
        throttle.formatted("{name: A b, per: user, rate: 1}"),
        throttle.formatted("{name: a-, per: user, rate: 1}"),
        throttle.formatted("{name: a, per: user, rate: 1, burst: 0}"),
        throttle.formatted("{name: a, per: user, rate: 1, burst: 1.5}"),
        throttle.formatted("{name: a, per: user, rate: 1, nonsense: 1}"),
        throttle.formatted("{name: a, per: user, rate: 1, match: {tiers: []}}"),
        throttle.formatted("{name: a, per: user, rate: 1, match: {tiers: [urgent]}}"),
        throttle.formatted("{name: a, per: user, rate: 1, match: {apps: []}}"),
        throttle.formatted("{name: a, per: user, rate: 1, match: {apps: [' ']}}"),
        "{kind: Throttle, name: t, where: {regions: []}, limits: [{name: a, per: user, rate: 1}]}",
        "{kind: Throttle, name: t, where: {zone: a}, limits: [{name: a, per: user, rate: 1}]}",
        "{kind: Throttle, name: t, where: {labels: {}}, limits: [{name: a, per: user, rate: 1}]}",
        "{kind: Throttle, name: t, limits: [" + "{name: a, per: user, rate: 1},".repeat(33) + "]}",
        degradation.formatted("trigger: hand, rungs: [{heartbeat: 2m}]"),
        degradation.formatted("trigger: never, rungs: [{heartbeat: 2m}]"),
        degradation.formatted("trigger: overload, rungs: []"),
        degradation.formatted("trigger: overload, rungs: [{}]"),
        degradation.formatted("trigger: overload, rungs: [{refuse: [critical]}]"),
        degradation.formatted("trigger: overload, rungs: [{refuse: []}]"),
        degradation.formatted("trigger: overload, rungs: [{heartbeat: 2 minutes}]"),
        degradation.formatted("trigger: overload, rungs: [{max-body: 4096}]"),
        degradation.formatted("trigger: overload, rungs: [{drop-forgettable: 1}]"),
        degradation.formatted("trigger: hand, expires: tomorrow, rungs: [{heartbeat: 2m}]"),
        service.formatted("0", "a:1", "standard"),
        service.formatted("65536", "a:1", "standard"),
        service.formatted("1", "nowhere", "standard"),
        service.formatted("1", "a:1", "Standard"));
  }

  @ParameterizedTest
  @MethodSource("wrongDocuments")
  void refusesWhatARecordRefuses(String document) {
    assertThat(validator.validate(document, InputFormat.YAML)).as("schema").isNotEmpty();
    assertThat(isGood(document)).as("record").isFalse();
  }

  private static boolean isGood(String document) {
    try {
      return !Policy.parse("policy", document).name().isEmpty();
    } catch (ConfigException e) {
      return e.lines().isEmpty();
    }
  }

  private static JsonNode part(String name) {
    return SCHEMA.path("$defs").path(name);
  }

  private static JsonNode resolved(JsonNode node) {
    JsonNode ref = node.path("$ref");
    return ref.isTextual() ? SCHEMA.at(ref.asText().substring(1)) : node;
  }

  /** What is written there: one word that both sides are translated to. */
  private static String shape(JsonNode node) {
    JsonNode property = resolved(node);
    if (property.has("enum")) {
      return "one of " + texts(property.path("enum"));
    }
    String type = property.path("type").asText();
    return switch (type) {
      case "array" -> "list of " + shape(property.path("items"));
      case "object" ->
          property.path("additionalProperties").isObject()
              ? "map of " + shape(property.path("additionalProperties"))
              : "block of " + names(property.path("properties"));
      default -> type;
    };
  }

  private static String shape(Type given) {
    if (given instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      return generic.getRawType() == Optional.class
          ? shape(of[0])
          : generic.getRawType() == List.class
              ? "list of " + shape(of[0])
              : "map of " + shape(of[1]);
    }
    Class<?> type = (Class<?>) given;
    if (type == TierName.class || type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(constant -> kebab(((Enum<?>) constant).name().toLowerCase(Locale.ROOT)))
              .collect(Collectors.toCollection(TreeSet::new));
    }
    if (type == ByteSize.class || type == Duration.class) {
      return "string";
    }
    if (type.isRecord()) {
      return "block of " + keys(type.asSubclass(Record.class), component -> true);
    }
    return switch (type.getSimpleName()) {
      case "String", "Instant" -> "string";
      case "int", "Integer", "long", "Long" -> "integer";
      case "double", "Double" -> "number";
      case "boolean", "Boolean" -> "boolean";
      default -> type.getName();
    };
  }

  /** As the reader of configuration has it: also a block of which nothing is needed. */
  private static boolean mayBeLeftOut(Type given) {
    if (given instanceof ParameterizedType generic) {
      return generic.getRawType() == Optional.class;
    }
    Class<?> type = (Class<?>) given;
    return type.isRecord()
        && Arrays.stream(type.getRecordComponents())
            .allMatch(component -> mayBeLeftOut(component.getGenericType()));
  }

  private static Set<String> keys(
      Class<? extends Record> record, Predicate<RecordComponent> which) {
    return Arrays.stream(record.getRecordComponents())
        .filter(which)
        .map(component -> kebab(component.getName()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(JsonNode properties) {
    return properties
        .propertyStream()
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).collect(Collectors.toCollection(TreeSet::new));
  }

  private static String kebab(String name) {
    return name.replaceAll("([A-Z])", "-$1").replace('_', '-').toLowerCase(Locale.ROOT);
  }
}
