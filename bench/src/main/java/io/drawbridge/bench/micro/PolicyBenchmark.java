package io.drawbridge.bench.micro;

import io.drawbridge.gateway.policy.GatewayPolicies;
import io.drawbridge.gateway.policy.LoopPolicies;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.client.v1.Tier;
import io.drawbridge.proto.control.v1.PolicyDocument;
import io.drawbridge.proto.control.v1.PolicySet;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What policies cost each message: without any, and under three limits that it keeps. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PolicyBenchmark {
  private static final int USERS = 1 << 14;
  private static final int HEARTBEAT_SECONDS = 60;
  private static final String LIMITS =
      """
      kind: Throttle
      name: limits
      limits:
        - {name: all, per: gateway, rate: 10000000, burst: 10000000}
        - {name: tier, match: {tiers: [interactive]}, per: tier, rate: 10000000, burst: 10000000}
        - {name: user, per: user, rate: 100000, burst: 100000}
      """;

  private final LoopPolicies without = policies().newLoop();
  private final LoopPolicies limited = limited().newLoop();
  private final LoopPolicies.OfService freeService = service();
  private final LoopPolicies.OfService service = service();
  private final UserKey[] users = new UserKey[USERS];
  private int next;

  private static GatewayPolicies policies() {
    return new GatewayPolicies(
        Optional.empty(), HEARTBEAT_SECONDS, InstantSource.system(), System::nanoTime);
  }

  private static GatewayPolicies limited() {
    GatewayPolicies policies = policies();
    PolicyDocument document =
        PolicyDocument.newBuilder().setName("limits").setVersion(1).setText(LIMITS).build();
    policies
        .apply(1, PolicySet.newBuilder().setVersion(1).addDocuments(document).build())
        .ifPresent(problem -> {
          throw new IllegalStateException(problem);
        });
    return policies;
  }

  private static LoopPolicies.OfService service() {
    return new LoopPolicies.OfService("default", "chat", Tier.INTERACTIVE.getNumber());
  }

  @Setup
  public void makeUsers() {
    for (int i = 0; i < USERS; i++) {
      users[i] = new UserKey("default", "user-" + i);
      LoopPolicies.Verdict _ = limited.judge(service, users[i], 1);
    }
  }

  @Benchmark
  public LoopPolicies.Verdict messageWithoutPolicies() {
    next = (next + 1) & (USERS - 1);
    return without.judge(freeService, users[next], 1);
  }

  @Benchmark
  public LoopPolicies.Verdict messageUnderThreeLimits() {
    next = (next + 1) & (USERS - 1);
    return limited.judge(service, users[next], 1);
  }
}
