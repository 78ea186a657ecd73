package io.drawbridge.controlplane.streams;

import io.drawbridge.controlplane.operation.Answer;
import io.drawbridge.controlplane.operation.OperationDesk;
import io.drawbridge.controlplane.operation.OtherOperations;
import io.drawbridge.proto.control.v1.AbortOrder;
import io.drawbridge.proto.control.v1.FleetOperationsGrpc;
import io.drawbridge.proto.control.v1.FleetOperationsGrpc.FleetOperationsBlockingV2Stub;
import io.drawbridge.proto.control.v1.OperationAnswer;
import io.drawbridge.proto.control.v1.OperationList;
import io.drawbridge.proto.control.v1.OperationListQuery;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.OperationQuery;
import io.drawbridge.proto.control.v1.PauseOrder;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another region's desk: the first of its control planes that leads. A connection for each call: an
 * old one may have been cut unnoticed. Threads: any; one that is interrupted takes back what has
 * not left yet.
 */
public final class OtherRegionDesk implements OperationDesk {
  /** The leader's own deadline and the way there and back. */
  static final Duration ANSWER_WITHIN = Duration.ofSeconds(12);

  /** Of what every replica knows by itself. */
  static final Duration LIST_WITHIN = Duration.ofSeconds(3);

  /** As many as may be listed, each as long as it may be in etcd. */
  private static final int MAX_LIST_BYTES = OtherOperations.MAX_LISTED * (16 << 10);

  private final String region;
  private final List<String> controlPlanes;

  /** {@code controlPlanes}: gRPC addresses of its replicas. */
  public OtherRegionDesk(String region, List<String> controlPlanes) {
    this.region = region;
    this.controlPlanes = List.copyOf(controlPlanes);
  }

  /** The other region. */
  public String region() {
    return region;
  }

  @Override
  public Answer request(OperationOrder order) {
    return asked(leader -> leader.request(order));
  }

  @Override
  public Answer abort(AbortOrder order) {
    return asked(leader -> leader.abort(order));
  }

  @Override
  public Answer pause(PauseOrder order) {
    return asked(leader -> leader.pause(order));
  }

  @Override
  public Answer find(String id) {
    OperationQuery query = OperationQuery.newBuilder().setOperation(id).build();
    return asked(leader -> leader.find(query));
  }

  /**
   * What the region carries out, by the first replica that answers.
   *
   * @throws StatusException of the last that was asked, if none does
   */
  OperationList list() throws StatusException {
    StatusException last =
        Status.UNAVAILABLE.withDescription("no control plane is known").asException();
    for (String address : controlPlanes) {
      try {
        OperationList list =
            on(address, LIST_WITHIN, any -> any.list(OperationListQuery.getDefaultInstance()));
        if (list.getRegion().equals(region)) {
          return list;
        }
        last =
            Status.FAILED_PRECONDITION
                .withDescription(
                    address + ": of \"" + list.getRegion() + "\" (expected: " + region + ")")
                .asException();
      } catch (StatusException e) {
        last = e;
      }
    }
    throw last;
  }

  private interface Call<T> {
    T on(FleetOperationsBlockingV2Stub replica) throws StatusException;
  }

  /** A leader's answer counts more than why others have none. */
  private Answer asked(Call<OperationAnswer> call) {
    Answer last = new Answer.Unavailable("no control plane is known");
    for (String address : controlPlanes) {
      Answer answer = asked(address, call);
      if (!(answer instanceof Answer.NotLeading) && !(answer instanceof Answer.Unavailable)) {
        return answer;
      }
      last = answer;
      if (Thread.currentThread().isInterrupted()) {
        return last;
      }
    }
    return last;
  }

  private static Answer asked(String address, Call<OperationAnswer> call) {
    try {
      return Answers.fromMessage(on(address, ANSWER_WITHIN, call));
    } catch (StatusException e) {
      return new Answer.Unavailable(address + ": " + text(e.getStatus()));
    }
  }

  /** The same each time for the same trouble: it is recorded. */
  private static String text(Status status) {
    return status.getCode() == Status.Code.DEADLINE_EXCEEDED
        ? "silent for " + ANSWER_WITHIN.toSeconds() + " s"
        : RegionLink.text(status);
  }

  private static <T> T on(String address, Duration within, Call<T> call) throws StatusException {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget("dns:///" + address)
            .usePlaintext()
            .maxInboundMessageSize(MAX_LIST_BYTES)
            .build();
    try {
      return call.on(
          FleetOperationsGrpc.newBlockingV2Stub(channel)
              .withDeadlineAfter(within.toMillis(), TimeUnit.MILLISECONDS));
    } finally {
      channel.shutdownNow();
    }
  }
}
