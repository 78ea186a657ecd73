package io.drawbridge.gateway.peer;

import io.drawbridge.gateway.stream.BatchingSender;
import io.drawbridge.proto.business.v1.SessionFate;
import io.drawbridge.proto.peer.v1.DirectoryCommand;
import io.drawbridge.proto.peer.v1.DirectoryMark;
import io.drawbridge.proto.peer.v1.DirectoryResult;
import io.drawbridge.proto.peer.v1.DisconnectOrder;
import io.drawbridge.proto.peer.v1.DisconnectOutcome;
import io.drawbridge.proto.peer.v1.ForwardOutcome;
import io.drawbridge.proto.peer.v1.ForwardedFate;
import io.drawbridge.proto.peer.v1.ForwardedPush;
import io.drawbridge.proto.peer.v1.PeerAnswer;
import io.drawbridge.proto.peer.v1.PeerBatch;
import io.drawbridge.proto.peer.v1.PeerGrpc;
import io.drawbridge.proto.peer.v1.TakeRequest;
import io.drawbridge.proto.peer.v1.TakeResponse;
import io.drawbridge.proto.peer.v1.TakenRequest;
import io.drawbridge.proto.peer.v1.TakenResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves Forward for the other gateways of the region, and as its door for other regions. On gRPC
 * threads; never blocks.
 */
public final class PeerService extends PeerGrpc.PeerImplBase {
  /** Marks are sent this often, and when they change by the next {@link #tick}. */
  static final Duration MARK_EVERY = Duration.ofSeconds(1);

  private final String ownRegion;
  private final PeerRequests requests;
  private final Function<DirectoryCommand, CompletableFuture<DirectoryResult.Builder>> directory;
  private final SessionRequests sessions;
  private final DisconnectRequests disconnects;
  private final Marks marks;
  private final LongSupplier nanoClock;
  private final Set<Incoming> open = ConcurrentHashMap.newKeySet();

  /**
   * Serves when it is added to a server.
   *
   * @param directory asks this region's directory for another region; the answer never fails
   */
  public PeerService(
      String ownRegion,
      PeerRequests requests,
      Function<DirectoryCommand, CompletableFuture<DirectoryResult.Builder>> directory,
      SessionRequests sessions,
      DisconnectRequests disconnects,
      Marks marks,
      LongSupplier nanoClock) {
    this.sessions = sessions;
    this.disconnects = disconnects;
    this.ownRegion = ownRegion;
    this.requests = requests;
    this.directory = directory;
    this.marks = marks;
    this.nanoClock = nanoClock;
  }

  @Override
  public StreamObserver<PeerBatch> forward(StreamObserver<PeerAnswer> responses) {
    return new Incoming((ServerCallStreamObserver<PeerAnswer>) responses);
  }

  @Override
  public void take(TakeRequest request, StreamObserver<TakeResponse> responses) {
    answer(sessions.take(request), responses);
  }

  @Override
  public void taken(TakenRequest request, StreamObserver<TakenResponse> responses) {
    answer(sessions.taken(request), responses);
  }

  @Override
  public void disconnect(DisconnectOrder order, StreamObserver<DisconnectOutcome> responses) {
    answer(disconnects.disconnect(order), responses);
  }

  private static <T> void answer(CompletableFuture<T> answer, StreamObserver<T> responses) {
    var _ =
        answer.thenAccept(response -> {
          responses.onNext(response);
          responses.onCompleted();
        });
  }

  /** Another process of this gateway goes on at its address: the others are told to go there. */
  public void leave() {
    open.forEach(Incoming::leave);
  }

  /** Sends the marks that are due; on one thread, several times a second. */
  public void tick() {
    open.forEach(Incoming::markIfDue);
  }

  private static PeerAnswer answer(List<Consumer<PeerAnswer.Builder>> parts) {
    PeerAnswer.Builder answer = PeerAnswer.newBuilder();
    parts.forEach(part -> part.accept(answer));
    return answer.build();
  }

  /** One stream of another gateway. */
  private final class Incoming implements StreamObserver<PeerBatch> {
    private final ServerCallStreamObserver<PeerAnswer> answers;
    private final BatchingSender<Consumer<PeerAnswer.Builder>, PeerAnswer> sender =
        new BatchingSender<>(2 * PeerLink.MAX_PENDING, PeerService::answer);
    private String region = "";
    private @Nullable DirectoryMark lastMark;
    private long markedNanos;

    Incoming(ServerCallStreamObserver<PeerAnswer> answers) {
      this.answers = answers;
      answers.setOnReadyHandler(sender::drain);
      answers.setOnCancelHandler(this::end);
      sender.start(answers);
    }

    private void end() {
      sender.stop();
      open.remove(this);
    }

    @Override
    public void onNext(PeerBatch batch) {
      if (region.isEmpty() && !greeted(batch)) {
        return;
      }
      boolean throughDoor = !region.equals(ownRegion);
      for (ForwardedPush push : batch.getPushesList()) {
        if (throughDoor) {
          requests.deliverInRegion(push, new Fates(push.getNumber()));
        } else {
          requests.deliver(push, new Fates(push.getNumber()));
        }
      }
      batch.getCommandsList().forEach(this::directory);
    }

    private boolean greeted(PeerBatch first) {
      if (first.getRegion().isEmpty() || first.getGateway().isEmpty()) {
        end();
        answers.onError(
            Status.INVALID_ARGUMENT
                .withDescription(
                    "gateway, region: empty in the first batch (expected: the sender's)")
                .asRuntimeException());
        return false;
      }
      region = first.getRegion();
      open.add(this);
      markIfDue();
      return true;
    }

    private void directory(DirectoryCommand command) {
      var _ =
          directory
              .apply(command)
              .thenAccept(result -> {
                result.setNumber(command.getNumber());
                sender.offer(answer -> answer.addResults(result));
              });
    }

    synchronized void markIfDue() {
      DirectoryMark mark = region.equals(ownRegion) ? marks.ofGateway() : marks.ofRegion();
      long now = nanoClock.getAsLong();
      if (!mark.equals(lastMark) || now - markedNanos >= MARK_EVERY.toNanos()) {
        lastMark = mark;
        markedNanos = now;
        sender.offer(answer -> answer.setMark(mark));
      }
    }

    void leave() {
      sender.offer(answer -> answer.setLeaving(true));
    }

    @Override
    public void onError(Throwable error) {
      end();
    }

    @Override
    public void onCompleted() {
      end();
      answers.onCompleted();
    }

    /** Answers one push. */
    private final class Fates implements PeerRequests.FateListener {
      private final ForwardedFate.Builder fate;

      Fates(long number) {
        fate = ForwardedFate.newBuilder().setNumber(number);
      }

      @Override
      public void fates(List<SessionFate> fates) {
        fate.setOutcome(ForwardOutcome.ANSWERED).addAllSessions(fates);
        sender.offer(answer -> answer.addFates(fate));
      }

      @Override
      public void notHere() {
        fate.setOutcome(ForwardOutcome.NOT_HERE);
        sender.offer(answer -> answer.addFates(fate));
      }
    }
  }
}
