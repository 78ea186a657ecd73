package io.drawbridge.gateway.peer;

import io.drawbridge.gateway.stream.BatchingSender;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.peer.v1.DirectoryCommand;
import io.drawbridge.proto.peer.v1.DirectoryMark;
import io.drawbridge.proto.peer.v1.DirectoryResult;
import io.drawbridge.proto.peer.v1.DisconnectOrder;
import io.drawbridge.proto.peer.v1.DisconnectOutcome;
import io.drawbridge.proto.peer.v1.ForwardedFate;
import io.drawbridge.proto.peer.v1.ForwardedPush;
import io.drawbridge.proto.peer.v1.PeerAnswer;
import io.drawbridge.proto.peer.v1.PeerBatch;
import io.drawbridge.proto.peer.v1.PeerGrpc;
import io.drawbridge.proto.peer.v1.TakeRequest;
import io.drawbridge.proto.peer.v1.TakeResponse;
import io.drawbridge.proto.peer.v1.TakenRequest;
import io.drawbridge.proto.peer.v1.TakenResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One Forward stream on a connection of its own, with what waits for its answers. Ends for good
 * when it breaks, or when nothing has been heard for 3 s: the other side says something every
 * second, and a connection that was cut may take minutes to notice. {@link PeerLines} makes the
 * next.
 *
 * <p>Threads: any.
 */
final class PeerLink {
  /** Pushes and commands without an answer; beyond it they are refused at once. */
  static final int MAX_PENDING = 16_384;

  /** Bytes that wait to be written. */
  static final long MAX_WAITING_BYTES = 32 << 20;

  /** Far longer than a round trip around the world. */
  static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(1);

  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
  private static final int MAX_ANSWER_BYTES = 4 << 20;

  private final PeerBatch greeting;
  private final HostPort address;
  private final Consumer<DirectoryMark> marks;
  private final LongSupplier nanoClock;
  private final ManagedChannel channel;
  private final Map<Long, Waiting> pending = new ConcurrentHashMap<>();
  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>(); // oldest first
  private final AtomicLong lastNumber = new AtomicLong();
  private final BatchingSender<Item, PeerBatch> sender =
      new BatchingSender<>(
          new BatchingSender.Bounds(MAX_PENDING, MAX_WAITING_BYTES), Item::bytes, PeerLink::batch);
  private volatile @Nullable ClientCallStreamObserver<PeerBatch> stream;
  private volatile boolean everReady;
  private volatile boolean ended;
  private volatile boolean doubtful;
  private volatile boolean leaving;
  private volatile long heardNanos;

  /** One thing to send. */
  private record Item(int bytes, Consumer<PeerBatch.Builder> part) {}

  /** Who waits for an answer. */
  private sealed interface Waiting {}

  private record Pushed(Forwarding forwarding) implements Waiting {}

  private record Asked(long number, long untilNanos, CompletableFuture<DirectoryResult> answer)
      implements Waiting {}

  /**
   * Not opened yet.
   *
   * @param greeting says who we are, in the first batch
   * @param marks hears the marks of the other side
   */
  PeerLink(
      PeerBatch greeting,
      HostPort address,
      EventLoopGroup eventLoops,
      Consumer<DirectoryMark> marks,
      LongSupplier nanoClock) {
    this.greeting = greeting;
    this.address = address;
    this.marks = marks;
    this.nanoClock = nanoClock;
    this.heardNanos = nanoClock.getAsLong();
    this.channel =
        NettyChannelBuilder.forAddress(address.host(), address.port())
            .usePlaintext()
            .eventLoopGroup(eventLoops)
            .channelType(NioSocketChannel.class)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .directExecutor() // callbacks only hand over
            .maxInboundMessageSize(MAX_ANSWER_BYTES)
            .build();
  }

  void open() {
    PeerGrpc.newStub(channel).forward(new Calls());
  }

  HostPort address() {
    return address;
  }

  boolean isEnded() {
    return ended;
  }

  /** True when the other side's next process is to be talked to, and nothing is owed here. */
  boolean isLeft() {
    return leaving && pending.isEmpty();
  }

  /** True while a command has timed out and nothing was heard since: more would only wait, too. */
  boolean isDoubtful() {
    return doubtful;
  }

  /** Sends a push and tells the answer to {@code forwarding}, exactly once. */
  void forward(ForwardedPush.Builder push, Forwarding forwarding) {
    ForwardedPush numbered = push.setNumber(lastNumber.incrementAndGet()).build();
    Item item = new Item(numbered.getSerializedSize(), batch -> batch.addPushes(numbered));
    Pushed waiting = new Pushed(forwarding);
    if (!send(numbered.getNumber(), waiting, item)) {
      forwarding.notSent("the stream to " + address + " is down or full");
    }
  }

  /** Sends a command; fails when there is no answer in time. */
  CompletableFuture<DirectoryResult> ask(DirectoryCommand.Builder command) {
    DirectoryCommand numbered = command.setNumber(lastNumber.incrementAndGet()).build();
    Item item = new Item(numbered.getSerializedSize(), batch -> batch.addCommands(numbered));
    Asked waiting =
        new Asked(
            numbered.getNumber(),
            nanoClock.getAsLong() + COMMAND_TIMEOUT.toNanos(),
            new CompletableFuture<>());
    asked.add(waiting);
    if (!send(numbered.getNumber(), waiting, item)) {
      waiting.answer.completeExceptionally(
          new IllegalStateException("the stream to " + address + " is down or full"));
    }
    return waiting.answer;
  }

  CompletableFuture<TakeResponse> take(TakeRequest request, Duration within) {
    return unary(within, (peer, answer) -> peer.take(request, answer));
  }

  CompletableFuture<TakenResponse> taken(TakenRequest request, Duration within) {
    return unary(within, (peer, answer) -> peer.taken(request, answer));
  }

  CompletableFuture<DisconnectOutcome> disconnect(DisconnectOrder order, Duration within) {
    return unary(within, (peer, answer) -> peer.disconnect(order, answer));
  }

  /** A call beside the stream: it is rare, and its order does not matter. */
  private <T> CompletableFuture<T> unary(
      Duration within, BiConsumer<PeerGrpc.PeerStub, StreamObserver<T>> call) {
    OneAnswer<T> answer = new OneAnswer<>();
    PeerGrpc.PeerStub peer =
        PeerGrpc.newStub(channel).withDeadlineAfter(within.toMillis(), TimeUnit.MILLISECONDS);
    call.accept(peer, answer);
    return answer.future;
  }

  /** False when it was not sent and nobody else will tell so. */
  private boolean send(long number, Waiting waiting, Item item) {
    if (pending.size() >= MAX_PENDING) {
      return false;
    }
    pending.put(number, waiting);
    boolean queued = sender.offer(item);
    return (queued && !ended) || pending.remove(number) == null;
  }

  private static PeerBatch batch(List<Item> items) {
    PeerBatch.Builder batch = PeerBatch.newBuilder();
    items.forEach(item -> item.part.accept(batch));
    return batch.build();
  }

  /** Ends what has taken too long; several times a second. */
  void sweep() {
    long now = nanoClock.getAsLong();
    if (!ended && now - heardNanos > Marks.LONGEST_SILENCE.toNanos()) {
      end("no word from " + address + " for " + Marks.LONGEST_SILENCE.toSeconds() + " s");
      return;
    }
    for (Asked oldest = asked.peek();
        oldest != null && (oldest.answer.isDone() || now - oldest.untilNanos >= 0);
        oldest = asked.peek()) {
      asked.poll();
      if (pending.remove(oldest.number, oldest)) {
        doubtful = true;
        oldest.answer.completeExceptionally(
            new IllegalStateException(
                address + ": no answer within " + COMMAND_TIMEOUT.toMillis() + " ms"));
      }
    }
  }

  /** Ends the link; whoever still waits hears {@code why}. */
  void end(String why) {
    ended = true;
    sender.stop();
    ClientCallStreamObserver<PeerBatch> open = stream;
    if (open != null) {
      open.cancel(why, null);
    }
    channel.shutdownNow();
    for (Long number : List.copyOf(pending.keySet())) {
      Waiting waiting = pending.remove(number);
      if (waiting != null) {
        failed(waiting, why);
      }
    }
  }

  private void failed(Waiting waiting, String why) {
    switch (waiting) {
      case Asked(_, _, CompletableFuture<DirectoryResult> answer) ->
          answer.completeExceptionally(new IllegalStateException(why));
      case Pushed(Forwarding forwarding) when everReady -> forwarding.lost(why);
      case Pushed(Forwarding forwarding) -> forwarding.notSent(why);
    }
  }

  private final class Calls implements ClientResponseObserver<PeerBatch, PeerAnswer> {
    @Override
    public void beforeStart(ClientCallStreamObserver<PeerBatch> opened) {
      stream = opened;
      opened.setOnReadyHandler(() -> ready(opened));
    }

    private void ready(ClientCallStreamObserver<PeerBatch> opened) {
      if (everReady) {
        sender.drain();
        return;
      }
      everReady = true;
      opened.onNext(greeting);
      sender.start(opened);
    }

    @Override
    public void onNext(PeerAnswer answer) {
      heardNanos = nanoClock.getAsLong();
      doubtful = false;
      answer.getFatesList().forEach(this::answered);
      answer.getResultsList().forEach(this::answered);
      leaving |= answer.getLeaving();
      if (answer.hasMark()) {
        marks.accept(answer.getMark());
      }
    }

    private void answered(ForwardedFate fate) {
      if (pending.remove(fate.getNumber()) instanceof Pushed(Forwarding forwarding)) {
        forwarding.answered(fate);
      }
    }

    private void answered(DirectoryResult result) {
      if (pending.remove(result.getNumber()) instanceof Asked known) {
        known.answer.complete(result);
      }
    }

    @Override
    public void onError(Throwable error) {
      end(address + ": " + error.getMessage());
    }

    @Override
    public void onCompleted() {
      end(address + ": the other gateway ended the stream");
    }
  }
}
