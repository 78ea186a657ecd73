package io.drawbridge.gateway.push;

import io.drawbridge.gateway.directory.DirectoryEntry;
import io.drawbridge.gateway.directory.GatewayId;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.business.v1.DisconnectRequest;
import io.drawbridge.proto.business.v1.DisconnectResponse;
import io.drawbridge.proto.business.v1.LocateRequest;
import io.drawbridge.proto.business.v1.LocateResponse;
import io.drawbridge.proto.business.v1.Location;
import io.drawbridge.proto.peer.v1.DisconnectOrder;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * Disconnect and Locate: what a business asks about one user. Where somebody could not be asked the
 * rest is done all the same, and the answer is UNAVAILABLE naming who. On gRPC threads; never
 * blocks.
 */
public final class UserCalls {
  /** Each waits for directories and other gateways, 16 s at most. */
  static final int MAX_OPEN = 4_096;

  private final GatewayId own;
  private final SessionIndex sessions;
  private final Whereabouts whereabouts;
  private final Disconnects disconnects;
  private final Semaphore open = new Semaphore(MAX_OPEN);

  public UserCalls(
      GatewayId own, SessionIndex sessions, Whereabouts whereabouts, Disconnects disconnects) {
    this.own = own;
    this.sessions = sessions;
    this.whereabouts = whereabouts;
    this.disconnects = disconnects;
  }

  void disconnect(DisconnectRequest request, StreamObserver<DisconnectResponse> answer) {
    answer(
        answer,
        () -> {
          DisconnectOrder order = DisconnectCheck.orderOf(request);
          return disconnects
              .inFleet(order)
              .thenApply(done ->
                  new Answer<>(
                      DisconnectResponse.newBuilder().setSessions(done.getSessions()).build(),
                      "sessions ended: " + done.getSessions(),
                      done.getProblemsList()));
        });
  }

  void locate(LocateRequest request, StreamObserver<LocateResponse> answer) {
    answer(
        answer,
        () -> {
          String app = DisconnectCheck.name("app", request.getApp());
          String user = DisconnectCheck.name("user", request.getUser());
          return whereabouts
              .inFleet(app, user)
              .thenApply(found -> {
                List<Location> all = locations(new UserKey(app, user), found.entries());
                return new Answer<>(
                    LocateResponse.newBuilder().addAllSessions(all).build(),
                    "sessions found: " + all.size(),
                    found.gaps());
              });
        });
  }

  /** Those here are known better than any directory knows them. */
  private List<Location> locations(UserKey user, List<DirectoryEntry> entries) {
    Map<Long, Location> byEpoch = new HashMap<>();
    for (DirectoryEntry entry : entries) {
      if (!entry.at().equals(own)) {
        byEpoch.put(
            entry.key().epoch(),
            Location.newBuilder()
                .setGateway(entry.at().gateway())
                .setRegion(entry.at().region())
                .setDevice(entry.device())
                .setEpoch(entry.key().epoch())
                .build());
      }
    }
    for (Session session : sessions.of(user)) {
      byEpoch.put(
          session.instance().epoch(),
          Location.newBuilder()
              .setGateway(own.gateway())
              .setRegion(own.region())
              .setSession(session.id().bytes())
              .setDevice(session.instance().device())
              .setEpoch(session.instance().epoch())
              .build());
    }
    return List.copyOf(byEpoch.values());
  }

  /**
   * What came of a call.
   *
   * @param done for people, if there are gaps
   * @param gaps who could not be asked, and why
   */
  private record Answer<T>(T response, String done, List<String> gaps) {}

  private interface Call<T> {
    CompletableFuture<Answer<T>> begin() throws StatusException;
  }

  private <T> void answer(StreamObserver<T> to, Call<T> call) {
    if (!open.tryAcquire()) {
      to.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription("calls under way: " + MAX_OPEN + " (expected: fewer)")
              .asException());
      return;
    }
    CompletableFuture<Answer<T>> begun;
    try {
      begun = call.begin();
    } catch (StatusException e) {
      open.release();
      to.onError(e);
      return;
    }
    var _ =
        begun.whenComplete((answer, error) -> {
          open.release();
          if (answer == null) {
            to.onError(Status.INTERNAL.withCause(error).asException());
          } else if (answer.gaps.isEmpty()) {
            to.onNext(answer.response);
            to.onCompleted();
          } else {
            String who = answer.done + "; not for certain all: " + String.join(", ", answer.gaps);
            to.onError(Status.UNAVAILABLE.withDescription(who).asException());
          }
        });
  }
}
