package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.operation.Answer;
import io.drawbridge.controlplane.operation.OperationDesk;
import io.drawbridge.proto.control.v1.AbortOrder;
import io.drawbridge.proto.control.v1.FleetOperationsGrpc;
import io.drawbridge.proto.control.v1.FleetOperationsGrpc.FleetOperationsBlockingV2Stub;
import io.drawbridge.proto.control.v1.OperationAnswer;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationQuery;
import io.drawbridge.proto.control.v1.PauseOrder;
import io.grpc.ManagedChannel;
import io.grpc.StatusException;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The region's desk at any replica: what this one cannot do because another leads is passed on to
 * that one. A connection for each call: they are rare, and leaders change.
 */
public final class LeaderDesk implements OperationDesk {
  /** The leader's own deadline and the way there and back. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(12);

  private final OperationDesk own;
  private final Supplier<Optional<String>> leaderElsewhere;

  /** {@code leaderElsewhere}: gRPC address of another replica that leads; empty if none does. */
  public LeaderDesk(OperationDesk own, Supplier<Optional<String>> leaderElsewhere) {
    this.own = own;
    this.leaderElsewhere = leaderElsewhere;
  }

  @Override
  public Answer request(OperationOrder order) {
    return passedOn(own.request(order), leader -> leader.request(order));
  }

  @Override
  public Answer abort(AbortOrder order) {
    return passedOn(own.abort(order), leader -> leader.abort(order));
  }

  @Override
  public Answer pause(PauseOrder order) {
    return passedOn(own.pause(order), leader -> leader.pause(order));
  }

  @Override
  public Answer find(String id) {
    OperationQuery query = OperationQuery.newBuilder().setOperation(id).build();
    return passedOn(own.find(id), leader -> leader.find(query));
  }

  private interface Call {
    OperationAnswer on(FleetOperationsBlockingV2Stub leader) throws StatusException;
  }

  private Answer passedOn(Answer here, Call call) {
    Optional<String> leader = leaderElsewhere.get();
    return here instanceof Answer.NotLeading && leader.isPresent()
        ? asked(leader.get(), call)
        : here;
  }

  private static Answer asked(String leader, Call call) {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget("dns:///" + leader).usePlaintext().build();
    try {
      return Answers.fromMessage(
          call.on(
              FleetOperationsGrpc.newBlockingV2Stub(channel)
                  .withDeadlineAfter(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS)));
    } catch (StatusException e) {
      return new Answer.Unavailable(
          "the leader at " + leader + ": " + RegionLink.text(e.getStatus()));
    } finally {
      channel.shutdownNow();
    }
  }
}
