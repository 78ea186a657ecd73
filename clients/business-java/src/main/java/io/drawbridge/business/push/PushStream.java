package io.drawbridge.business.push;

import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.business.v1.PushAnswer;
import io.drawbridge.proto.business.v1.PushBatch;
import io.drawbridge.proto.business.v1.PushFate;
import io.drawbridge.proto.business.v1.PushGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.netty.channel.ChannelOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One stream to one gateway: numbers pushes, matches answers. When it ends, everything unanswered
 * is UNKNOWN. Threads: the sender's alone, which also runs the call's events.
 */
final class PushStream implements ClientResponseObserver<PushBatch, PushAnswer> {
  /** Told to the owner, on its thread. */
  interface Owner {
    /** The stream takes more. */
    void writable();

    /** A push is answered; its result is not completed yet. */
    void settled(PendingPush push, PushResult result);

    /** Called once; nothing follows. */
    void ended(PushStream stream, String because);

    /**
     * The gateway's next process goes on at its address; these were not answered, in their order.
     */
    void left(PushStream stream, List<PendingPush> unanswered);
  }

  private static final int CONNECT_MILLIS = 3_000;

  /** A gateway that vanished without a word is noticed within 15 s. 10 s is gRPC's minimum. */
  private static final long KEEP_ALIVE_SECONDS = 10;

  private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 5;

  private final GatewayAddress gateway;
  private final Owner owner;
  private final ManagedChannel channel;
  private final Map<Long, PendingPush> unanswered = new LinkedHashMap<>(); // in their order
  private @Nullable ClientCallStreamObserver<PushBatch> requests;
  private PushBatch.Builder nextBatch;
  private long lastNumber;
  private boolean over;

  PushStream(GatewayAddress gateway, String app, Executor thread, Owner owner) {
    this.gateway = gateway;
    this.owner = owner;
    nextBatch = PushBatch.newBuilder().setApp(app);
    channel =
        NettyChannelBuilder.forAddress(gateway.host(), gateway.port())
            .usePlaintext()
            .executor(thread)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .build();
  }

  /** Starts the call; events follow. */
  void open() {
    PushGrpc.newStub(channel).publish(this);
  }

  GatewayAddress gateway() {
    return gateway;
  }

  /** True when a batch would not be queued behind others. */
  boolean ready() {
    return !over && requests != null && requests.isReady();
  }

  /** True when every push sent on it is answered. */
  boolean settled() {
    return unanswered.isEmpty();
  }

  void send(List<PendingPush> pushes, long nowNanos) {
    if (requests == null) {
      throw new IllegalStateException("stream to " + gateway + " is not open");
    }
    for (PendingPush pending : pushes) {
      long number = ++lastNumber;
      unanswered.put(number, pending);
      nextBatch.addPushes(pending.push.toMessage(number, pending.remainingMillis(nowNanos)));
    }
    PushBatch batch = nextBatch.build();
    nextBatch = PushBatch.newBuilder();
    requests.onNext(batch);
  }

  /** Gives up what has waited too long for its answer. */
  void sweep(long nowNanos, long answerWithinNanos) {
    List<PendingPush> overdue = new ArrayList<>();
    unanswered
        .values()
        .removeIf(pending -> pending.overdue(nowNanos, answerWithinNanos) && overdue.add(pending));
    for (PendingPush pending : overdue) {
      settle(pending, Outcome.UNKNOWN, gateway + " did not answer in time");
    }
  }

  /** Ends the stream; what is unanswered is UNKNOWN. */
  void end(String because) {
    if (over) {
      return;
    }
    over = true;
    channel.shutdownNow();
    List<PendingPush> unknown = List.copyOf(unanswered.values());
    unanswered.clear();
    for (PendingPush pending : unknown) {
      settle(pending, Outcome.UNKNOWN, "stream to " + gateway + " ended: " + because);
    }
    owner.ended(this, because);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<PushBatch> call) {
    requests = call;
    call.setOnReadyHandler(owner::writable);
  }

  /** Ends the stream; what is unanswered goes to the gateway's next process. */
  private void leave() {
    if (over) {
      return;
    }
    over = true;
    channel.shutdownNow();
    List<PendingPush> again = List.copyOf(unanswered.values());
    unanswered.clear();
    owner.left(this, again);
  }

  @Override
  public void onNext(PushAnswer answer) {
    for (PushFate fate : answer.getFatesList()) {
      PendingPush pending = unanswered.remove(fate.getNumber());
      if (pending != null) { // else it was given up before
        owner.settled(pending, PushResult.of(pending.push.id(), fate));
      }
    }
    if (answer.getLeaving()) {
      leave();
    }
  }

  @Override
  public void onError(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    Throwable cause = status.getCause();
    String why = cause == null ? status.getDescription() : rootOf(cause).getMessage();
    end(why == null ? status.getCode().name() : status.getCode() + ": " + why);
  }

  @Override
  public void onCompleted() {
    end("the gateway closed it");
  }

  /** gRPC says "io exception"; what it was stands below. */
  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
      root = cause;
    }
    return root;
  }

  private void settle(PendingPush pending, Outcome outcome, String text) {
    owner.settled(pending, PushResult.whole(pending.push.id(), outcome, text));
  }
}
