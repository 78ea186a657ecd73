package io.drawbridge.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drawbridge.process.config.ConfigException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PolicySetTest {
  private static final Selector.Subject GW_1 =
      new Selector.Subject("r1", "gw-1", Map.of("zone", "a"));

  @Test
  void aGatewayGetsWhatSelectsIt() throws ConfigException {
    Policy all = throttle("all", "{}");
    Policy zone = throttle("zone", "{labels: {zone: a}}");
    Policy named = throttle("named", "{gateways: [gw-2]}");
    Policy elsewhere = throttle("elsewhere", "{regions: [r2], labels: {zone: a}}");

    assertThat(List.of(zone, named, elsewhere, all))
        .filteredOn(policy -> policy.where().selects(GW_1))
        .containsExactly(zone, all);
  }

  @Test
  void documentsOfAKindAreInTheOrderOfTheirNames() throws ConfigException {
    PolicySet set = new PolicySet(List.of(throttle("zone", "{}"), throttle("all", "{}")));

    assertThat(set.all(ThrottlePolicy.class))
        .extracting(ThrottlePolicy::name)
        .containsExactly("all", "zone");
    assertThat(set.all(DegradationPolicy.class)).isEmpty();
  }

  @Test
  void twoDocumentsMayNotGiveOneGatewayOneServiceTwice() throws ConfigException {
    Policy one = services("one", "{regions: [r1]}", 1, "chat");
    Policy sameId = services("two", "{}", 1, "other");
    Policy sameName = services("three", "{labels: {zone: a}}", 2, "chat");
    Policy apart = services("four", "{regions: [r2]}", 1, "chat");

    assertThatThrownBy(() -> new PolicySet(List.of(one, sameId)))
        .hasMessageContaining("app default has 1 in one and in two");
    assertThatThrownBy(() -> new PolicySet(List.of(one, sameName)))
        .hasMessageContaining("app default has chat in one and in three");
    assertThat(new PolicySet(List.of(one, apart)).policies()).hasSize(2);
  }

  @Test
  void selectorsMeetUnlessNoGatewayCanHaveBoth() throws ConfigException {
    Selector zoneA = throttle("a", "{labels: {zone: a, disk: ssd}}").where();
    Selector zoneB = throttle("b", "{labels: {zone: b}}").where();
    Selector other = throttle("c", "{labels: {rack: 1}}").where();
    assertThat(zoneA.mayMeet(zoneB)).isFalse();
    assertThat(zoneB.mayMeet(zoneA)).isFalse();
    assertThat(zoneA.mayMeet(other)).isTrue();
    assertThat(Selector.ALL.mayMeet(zoneA)).isTrue();
  }

  @Test
  void refusesANameTwiceAndTooMany() throws ConfigException {
    Policy policy = throttle("same", "{}");
    assertThatThrownBy(() -> new PolicySet(List.of(policy, policy)))
        .hasMessage("name: same twice (expected: each document once)");
    List<Policy> tooMany =
        IntStream.rangeClosed(0, PolicySet.MAX_POLICIES)
            .mapToObj(i -> new ThrottlePolicy("p" + i, Selector.ALL, limits(policy)))
            .map(Policy.class::cast)
            .toList();
    assertThatThrownBy(() -> new PolicySet(tooMany)).hasMessage("policies: 65 (expected: <= 64)");
  }

  private static List<Limit> limits(Policy policy) {
    return ((ThrottlePolicy) policy).limits();
  }

  private static Policy throttle(String name, String where) throws ConfigException {
    return Policy.parse(
        name,
        "{kind: Throttle, name: %s, where: %s, limits: [{name: l, per: user, rate: 1}]}"
            .formatted(name, where));
  }

  private static Policy services(String name, String where, int id, String service)
      throws ConfigException {
    return Policy.parse(
        name,
        """
        kind: Services
        name: %s
        where: %s
        services: [{id: %d, name: %s, app: default, target: "a:1", tier: standard, time-limit: 1s}]
        """
            .formatted(name, where, id, service));
  }
}
