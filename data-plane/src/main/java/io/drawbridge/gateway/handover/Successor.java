package io.drawbridge.gateway.handover;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.gateway.admission.SourceLimits;
import io.drawbridge.gateway.session.HandedSessions;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.handover.v1.Batch;
import io.drawbridge.proto.handover.v1.Decision;
import io.drawbridge.proto.handover.v1.Done;
import io.drawbridge.proto.handover.v1.Doors;
import io.drawbridge.proto.handover.v1.FromPredecessor;
import io.drawbridge.proto.handover.v1.FromPredecessor.KindCase;
import io.drawbridge.proto.handover.v1.FromSuccessor;
import io.drawbridge.proto.handover.v1.HandedLoad;
import io.drawbridge.proto.handover.v1.Hello;
import io.drawbridge.proto.handover.v1.Obeyed;
import io.drawbridge.proto.handover.v1.Prepared;
import io.drawbridge.proto.handover.v1.Ready;
import io.drawbridge.proto.handover.v1.WantDoors;
import io.drawbridge.proto.handover.v1.Welcome;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The new process's side of a hot restart: takes the doors, the connections and the sessions of the
 * process before, which then ends.
 *
 * <p>Threads: until {@link #ready} the one that starts the gateway; then one of its own, which may
 * block.
 */
public final class Successor implements AutoCloseable {
  /**
   * A process that lives answers HELLO at once. One that does not within this stands still, or has
   * another successor, and owns the doors all the same: this one must not start beside it.
   */
  static final Duration WELCOME_WITHIN = Duration.ofSeconds(5);

  /** The same for the doors: it pauses them, and collects what it has obeyed (2 s at most). */
  static final Duration DOORS_WITHIN = Duration.ofSeconds(10);

  /** A process that hands over says something all the time, or lets nobody in. */
  static final Duration SILENT = Duration.ofSeconds(1);

  private static final long LOOK_AGAIN_MILLIS = 100;
  private static final Logger log = LoggerFactory.getLogger(Successor.class);

  private final Path path;
  private final Patience patience;
  private final UnixSocket socket;
  private final Map<Long, Incoming> batches = new HashMap<>();
  private final AtomicInteger sessions = new AtomicInteger();
  private LongSupplier clock = System::nanoTime; // the gateway's from ready() on
  private long firstNanos;
  private volatile long lastNanos;
  private volatile long takeOverNanos;
  private volatile long heardNanos;
  private volatile boolean accepts;
  private boolean ready;

  /** How long what is waited for. */
  record Patience(Duration welcome, Duration doors) {}

  private Successor(Path path, Patience patience, UnixSocket socket) {
    this.path = path;
    this.patience = patience;
    this.socket = socket;
  }

  /** The process before goes on, as far as is known, and this one cannot be. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  /**
   * The client doors of the process before.
   *
   * @param load how that stands to its load; empty = it does not say
   * @param othersAccept it goes on accepting until {@link Listener#accept}
   */
  public record TakenDoors(
      Map<String, Integer> descriptorByAddress,
      Obeyed obeyed,
      Optional<HandedLoad> load,
      boolean othersAccept) {}

  /** Told what becomes of the process before. On the hand-over's threads. */
  public interface Listener {
    /**
     * It accepts nobody any more, or has said nothing for {@link #SILENT}: this process is to, if
     * it does not yet.
     */
    void accept();

    /** It has handed over everything that it can, and ends when its last clients have left. */
    void done(Done done);

    /** It has gone; what it did not hand over went with it. */
    void gone();
  }

  /**
   * Comes to the process that waits at the socket.
   *
   * @return empty when nobody does
   * @throws Refused when it is there and takes nobody
   * @throws IOException when it cannot be asked
   */
  public static Optional<Successor> connect(Path path) throws IOException {
    return connect(path, new Patience(WELCOME_WITHIN, DOORS_WITHIN));
  }

  static Optional<Successor> connect(Path path, Patience patience) throws IOException {
    try {
      UnixSocket socket = UnixSocket.connect(path, patience.welcome());
      return Optional.of(new Successor(path, patience, socket));
    } catch (SocketTimeoutException _) {
      throw silent(path, patience.welcome(), "a place at the socket");
    } catch (SystemCalls.Failed e) {
      if (e.errno() == SystemCalls.ENOENT || e.errno() == SystemCalls.ECONNREFUSED) {
        return Optional.empty();
      }
      throw new IOException("hand-over.socket: " + path + ": " + e.getMessage(), e);
    }
  }

  private static Refused silent(Path path, Duration within, String expected) {
    return new Refused(
        "hand-over.socket: %s: nothing from the running process within %d s (expected: %s; if it stands still, end it, else wait until its other successor is through; then start again)"
            .formatted(path, within.toSeconds(), expected));
  }

  /**
   * Asks to take over.
   *
   * @param ownPeerDoor where the other process reaches this one
   * @return what it says of itself
   * @throws Refused with its reason, or when it says nothing within {@link #WELCOME_WITHIN}
   * @throws IOException when it has gone
   */
  public Welcome hello(String gateway, String region, int connectionsPossible, HostPort ownPeerDoor)
      throws IOException {
    say(
        FromSuccessor.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setVersion(Predecessor.VERSION)
                    .setGateway(gateway)
                    .setRegion(region)
                    .setConnections(connectionsPossible)
                    .setPeerAddress(ownPeerDoor.toString())));
    FromPredecessor answer = hear(receive(patience.welcome(), KindCase.WELCOME));
    if (answer.hasRefusal()) {
      throw new Refused("the running process does not hand over: " + answer.getRefusal().getText());
    }
    return answer.getWelcome();
  }

  private UnixSocket.Received receive(Duration within, KindCase expected) throws IOException {
    try {
      return socket.receive(within);
    } catch (SocketTimeoutException _) {
      throw silent(path, within, expected.name());
    }
  }

  /**
   * The doors of the process before, which it may go on accepting at.
   *
   * @throws Refused when none come within {@link #DOORS_WITHIN}
   * @throws IOException when the process before has gone
   */
  public TakenDoors takeDoors() throws IOException {
    say(FromSuccessor.newBuilder().setWantDoors(WantDoors.getDefaultInstance()));
    UnixSocket.Received received = receive(patience.doors(), KindCase.DOORS);
    Doors doors = hear(received).getDoors();
    if (doors.getAddressesCount() != received.descriptors().length) {
      received.closeDescriptors();
      throw new IOException(
          "doors: "
              + received.descriptors().length
              + " descriptors (expected: "
              + doors.getAddressesCount()
              + ")");
    }
    Map<String, Integer> byAddress = new HashMap<>();
    for (int i = 0; i < doors.getAddressesCount(); i++) {
      byAddress.put(doors.getAddresses(i), received.descriptors()[i]);
    }
    return new TakenDoors(
        byAddress,
        doors.getObeyed(),
        doors.hasLoad() ? Optional.of(doors.getLoad()) : Optional.empty(),
        doors.getAcceptsOn());
  }

  /** A door that this process does not have any more. */
  public static void closeDoor(int descriptor) {
    SystemCalls.close(descriptor);
  }

  /**
   * This process accepts clients: the other's come from now on.
   *
   * @param sources counts connections by the address they come from
   */
  public void ready(Holdings holdings, SourceLimits sources, Listener listener) throws IOException {
    List<Incoming> loops =
        holdings.loops().stream()
            .map(each ->
                new Incoming(
                    each.place(),
                    holdings.sessions(),
                    sources,
                    each.handlers(),
                    holdings.gateway()))
            .toList();
    say(FromSuccessor.newBuilder().setReady(Ready.getDefaultInstance()));
    ready = true;
    clock = holdings.nanoClock();
    heardNanos = clock.getAsLong();
    var _ = Thread.ofVirtual().name("hand-over-watch").start(() -> acceptWhenSilent(listener));
    var _ =
        Thread.ofPlatform()
            .name("hand-over")
            .daemon()
            .start(() -> takeOver(holdings, loops, listener));
  }

  /** It may stand still, and new clients with it. */
  private void acceptWhenSilent(Listener listener) {
    try {
      while (!accepts) {
        if (clock.getAsLong() - heardNanos > SILENT.toNanos()) {
          log.warn("hand-over: nothing from the process before for {}", SILENT);
          accept(listener);
        }
        Thread.sleep(LOOK_AGAIN_MILLIS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept(Listener listener) {
    accepts = true;
    listener.accept();
  }

  private void takeOver(Holdings holdings, List<Incoming> loops, Listener listener) {
    boolean done = false;
    try (socket) {
      while (true) {
        UnixSocket.Received received = socket.receive();
        heardNanos = clock.getAsLong();
        FromPredecessor message = hear(received);
        switch (message.getKindCase()) {
          case BATCH -> {
            if (message.getBatch().getAccept()) {
              accept(listener);
            }
            prepare(message.getBatch(), received.descriptors(), holdings, loops);
          }
          case DECISION -> decided(message.getDecision());
          case DONE -> {
            everybodyIsHere(loops);
            done = true;
            accept(listener);
            listener.done(message.getDone());
          }
          case WELCOME, REFUSAL, DOORS, KIND_NOT_SET ->
              throw new IOException(message.getKindCase() + " (expected: BATCH, DECISION or DONE)");
        }
      }
    } catch (IOException | InterruptedException e) {
      if (done) {
        log.info("hand-over: the process before has ended");
      } else {
        log.error("hand-over: the process before has gone: {}", e.getMessage());
      }
    } finally {
      loops.forEach(loop -> loop.next(loop::dropUndecided));
      accept(listener);
    }
    listener.gone();
  }

  /** Returns when what was decided is done. */
  private void everybodyIsHere(List<Incoming> loops) throws IOException, InterruptedException {
    for (Incoming loop : loops) {
      await(CompletableFuture.runAsync(() -> {}, loop::next));
    }
    takeOverNanos = firstNanos == 0 ? 0 : lastNanos - firstNanos;
  }

  private static <T> T await(CompletableFuture<T> future) throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IOException("a loop failed: " + e.getCause(), e.getCause());
    }
  }

  private void prepare(Batch batch, int[] descriptors, Holdings holdings, List<Incoming> loops)
      throws IOException, InterruptedException {
    long now = holdings.nanoClock().getAsLong();
    firstNanos = firstNanos == 0 ? now : firstNanos;
    batch
        .getTombstonesList()
        .forEach(each -> HandedSessions.tombstone(each, now).ifPresent(holdings.tombstones()::add));
    Incoming loop = loops.get((int) (batch.getNumber() % loops.size()));
    batches.put(batch.getNumber(), loop);
    CompletableFuture<List<Integer>> refused = new CompletableFuture<>();
    loop.next(() -> {
      try {
        refused.complete(loop.prepare(batch, descriptors));
      } catch (RuntimeException e) {
        refused.completeExceptionally(e);
      }
    });
    say(
        FromSuccessor.newBuilder()
            .setPrepared(
                Prepared.newBuilder().setNumber(batch.getNumber()).addAllRefused(await(refused))));
  }

  private void decided(Decision decision) throws IOException {
    Incoming loop = batches.remove(decision.getNumber());
    if (loop == null) {
      throw new IOException("DECISION " + decision.getNumber() + " (expected: of a batch)");
    }
    Set<Integer> staying = Set.copyOf(decision.getStayList());
    loop.next(() -> {
      sessions.addAndGet(loop.decided(decision.getNumber(), staying));
      lastNanos = clock.getAsLong();
    });
  }

  /** Sessions that were taken over. */
  public int sessions() {
    return sessions.get();
  }

  /** From the first of them to the last; 0 before the last. */
  public double takeOverSeconds() {
    return takeOverNanos / (double) TimeUnit.SECONDS.toNanos(1);
  }

  private void say(FromSuccessor.Builder message) throws IOException {
    socket.send(message.build().toByteArray());
  }

  private static FromPredecessor hear(UnixSocket.Received received) throws IOException {
    try {
      return FromPredecessor.parseFrom(received.bytes());
    } catch (InvalidProtocolBufferException e) {
      received.closeDescriptors();
      throw new IOException("what the process before says is unreadable: " + e.getMessage(), e);
    }
  }

  /** Gives up before {@link #ready}: the process before goes on as if nothing had been. */
  @Override
  public void close() {
    if (!ready) {
      socket.close();
    }
  }
}
