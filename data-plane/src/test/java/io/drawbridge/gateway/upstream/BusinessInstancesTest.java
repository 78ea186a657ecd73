package io.drawbridge.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.process.config.HostPort;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusinessInstancesTest {
  private static final int LANES = 3_000;

  private final List<BusinessInstance> made = new ArrayList<>();
  private final BusinessInstances three = new BusinessInstances(List.of(make(), make(), make()));

  @AfterEach
  void closeChannels() {
    made.forEach(BusinessInstance::close);
  }

  @Test
  void spreadsLanesEvenly() {
    for (BusinessInstance instance : three.all()) {
      long share = lanes().filter(lane -> three.choose(lane, null) == instance).count();
      assertThat(share).isBetween(LANES * 30L / 100, LANES * 37L / 100);
    }
  }

  @Test
  void theLossOfAnInstanceMovesOnlyItsOwnLanes() {
    BusinessInstance lost = three.all().getFirst();
    BusinessInstances two = new BusinessInstances(three.all().subList(1, 3));

    assertThat(lanes().filter(lane -> three.first(lane) != lost))
        .allMatch(lane -> two.first(lane) == three.first(lane));
  }

  @Test
  void anInstanceThatIsTakenOutGetsNoLane() {
    BusinessInstance out = three.all().getFirst();

    out.takeOut();

    assertThat(lanes()).noneMatch(lane -> three.choose(lane, null) == out);
  }

  @Test
  void anInstanceOnProbationGetsTwoLanesUntilTheySucceed() {
    BusinessInstance probed = three.all().getFirst();
    probed.takeOut();
    probed.breaker().transitionToHalfOpenState();

    assertThat(chosen(probed)).isEqualTo(2);
    probed.breaker().onSuccess(1, TimeUnit.MILLISECONDS);
    probed.breaker().onSuccess(1, TimeUnit.MILLISECONDS);

    assertThat(chosen(probed)).isGreaterThan(LANES / 4L);
  }

  @Test
  void theInstanceToAvoidIsBetterThanNone() {
    BusinessInstance only = three.all().getFirst();

    assertThat(new BusinessInstances(List.of(only)).choose(7, only)).isSameAs(only);
    only.takeOut();
    assertThat(new BusinessInstances(List.of(only)).choose(7, only)).isNull();
  }

  private long chosen(BusinessInstance instance) {
    return lanes().filter(lane -> three.choose(lane, null) == instance).count();
  }

  private static LongStream lanes() {
    return IntStream.range(0, LANES).mapToLong(BusinessInstances::mix);
  }

  private BusinessInstance make() {
    HostPort address = new HostPort("127.0.0.1", 9_000 + made.size());
    BusinessInstance instance =
        new BusinessInstance(
            address,
            _ -> NettyChannelBuilder.forAddress(address.host(), address.port()).build(),
            Clock.systemUTC());
    made.add(instance);
    return instance;
  }
}
