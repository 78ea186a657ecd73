package io.drawbridge.gateway.handover;

import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.handover.v1.Done;
import io.drawbridge.proto.handover.v1.Doors;
import io.drawbridge.proto.handover.v1.FromPredecessor;
import io.drawbridge.proto.handover.v1.FromSuccessor.KindCase;
import io.drawbridge.proto.handover.v1.HandedLoad;
import io.drawbridge.proto.handover.v1.HandedResumeKey;
import io.drawbridge.proto.handover.v1.Hello;
import io.drawbridge.proto.handover.v1.Obeyed;
import io.drawbridge.proto.handover.v1.Refusal;
import io.drawbridge.proto.handover.v1.Welcome;
import io.drawbridge.proto.peer.v1.DirectoryMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The old process's side of a hot restart: waits for a successor at a Unix socket, and gives it
 * everything. Until the successor is ready nothing has happened; if it dies after that, what it was
 * given is lost as in a crash, and the rest goes on here.
 *
 * <p>Threads: one of its own, which may block.
 */
public final class Predecessor implements AutoCloseable {
  /** Of the protocol between the two processes, as docs/handover.md says when it rises. */
  static final int VERSION = 1;

  /** A successor that has not started by then will not: this process goes on without it. */
  private static final Duration START_WITHIN = Duration.ofSeconds(60);

  private static final Duration HELLO_WITHIN = Duration.ofSeconds(10);

  /** From the doors to serving. */
  private static final Duration READY_WITHIN = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Predecessor.class);

  private final Settings settings;
  private final Doorkeeper doorkeeper;
  private final Holdings holdings;
  private final UnixSocket listener;
  private final Thread thread;
  private volatile boolean closed;

  /** Who it is, and where its successor comes to. */
  public record Settings(Path socket, String gateway, String region, long generation) {}

  /** What the rest of the gateway does for a hot restart. On the hand-over's thread; may block. */
  public interface Doorkeeper {
    /** Why there can be no successor now; empty = there can. */
    Optional<String> problem(int connectionsOfSuccessor);

    /** What is not here may be in the successor from now on; where it reaches this process. */
    HostPort meet(HostPort successor);

    /** What clients come back to their sessions with, if the successor cannot have it otherwise. */
    Optional<HandedResumeKey> resumeKey();

    /** It has gone before it had everything: there is no other process any more. */
    void successorIsGone();

    /** What clients come in by, here and in the successor. */
    List<HandedDoor> doors() throws IOException;

    /** Accepts no client until {@link #acceptAgain}. */
    void pauseDoors();

    void acceptAgain();

    /** What directives were obeyed. */
    Obeyed obeyed();

    /** How it stands to its load. */
    HandedLoad load();

    /** What it owes to directories, which the successor is to write. */
    DirectoryMark directory();

    /** The successor serves: closes what both would listen at. */
    void successorServes();

    /** The successor has gone: listens there again. */
    void serveAgain();

    /**
     * The successor has what can be handed over with its connection: takes part in nothing more,
     * and asks who is left to leave.
     *
     * @param clientsAreHere there are some
     */
    void partFromClients(boolean clientsAreHere) throws InterruptedException;

    /**
     * Nothing is left: ends this process.
     *
     * @param successor its pid
     */
    void end(int successor);
  }

  /** A client door, and the descriptor that it listens with. */
  public record HandedDoor(String address, int descriptor) {}

  private Predecessor(
      Settings settings, Doorkeeper doorkeeper, Holdings holdings, UnixSocket listener) {
    this.settings = settings;
    this.doorkeeper = doorkeeper;
    this.holdings = holdings;
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("hand-over").daemon().unstarted(this::serve);
  }

  /**
   * Waits for successors from now on; a socket that an earlier process has left behind is replaced.
   *
   * @throws IOException naming the socket that cannot be used
   */
  public static Predecessor start(Settings settings, Doorkeeper doorkeeper, Holdings holdings)
      throws IOException {
    Path socket = settings.socket();
    try {
      boolean _ = Files.deleteIfExists(socket);
      UnixSocket listener = UnixSocket.listen(socket);
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      Predecessor predecessor = new Predecessor(settings, doorkeeper, holdings, listener);
      predecessor.thread.start();
      return predecessor;
    } catch (IOException e) {
      throw new IOException("hand-over.socket: " + socket + ": " + e.getMessage(), e);
    }
  }

  /** True for a socket's path that Linux takes. */
  public static boolean fits(Path socket) {
    return UnixSocket.fits(socket);
  }

  private void serve() {
    while (!closed) {
      try {
        UnixSocket socket = listener.accept();
        UnixSocket.Peer peer = socket.peer();
        try (Conversation with = new Conversation(socket)) {
          serve(with, peer);
        }
      } catch (IOException e) {
        if (!closed) {
          log.warn("hand-over: {}", e.getMessage());
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        log.error("hand-over: failed; this process goes on", e);
      }
    }
  }

  private void serve(Conversation with, UnixSocket.Peer peer)
      throws IOException, InterruptedException {
    if (!MachineState.isOwnUser(peer.user())) {
      log.warn("hand-over: user {} asks for it (expected: this process's)", peer.user());
      return;
    }
    Hello hello = with.expect(KindCase.HELLO, HELLO_WITHIN).getHello();
    Optional<String> problem = problemOf(hello);
    if (problem.isPresent()) {
      log.warn("hand-over: process {} is refused: {}", peer.pid(), problem.get());
      with.say(
          FromPredecessor.newBuilder()
              .setRefusal(Refusal.newBuilder().setText(problem.get()))
              .build());
      return;
    }
    log.info("hand-over: process {} is to take over", peer.pid());
    boolean serves = false;
    boolean paused = false;
    try {
      HostPort own = doorkeeper.meet(HostPort.parse(hello.getPeerAddress()));
      with.say(FromPredecessor.newBuilder().setWelcome(welcome(own)).build());
      var _ = with.expect(KindCase.WANT_DOORS, START_WITHIN);
      giveDoors(with);
      var _ = with.expect(KindCase.READY, READY_WITHIN);
      serves = true;
      doorkeeper.successorServes();
      Transfer transfer = new Transfer(with, holdings);
      transfer.everybodyOnce();
      paused = true;
      doorkeeper.pauseDoors();
      transfer.accept();
      Transfer.Result result = transfer.rest();
      with.say(
          FromPredecessor.newBuilder()
              .setDone(
                  Done.newBuilder()
                      .setMoved(result.moved())
                      .setKept(result.kept())
                      .setDirectory(doorkeeper.directory()))
              .build());
      log.info(
          "hand-over: {} sessions moved in {} ms; {} stay until their clients leave",
          result.moved(),
          result.millis(),
          result.kept());
      paused = false;
      closed = true;
      doorkeeper.partFromClients(result.kept() > 0);
      if (result.kept() > 0) {
        handOverWithoutConnections(transfer, result.moved());
      }
      doorkeeper.end(peer.pid());
    } catch (IOException e) {
      log.error(
          "hand-over: ended before its time ({}); this process goes on with what it has",
          e.getMessage());
    } finally {
      if (!closed) {
        goOn(paused, serves);
      }
    }
  }

  /**
   * Whose clients had to be cut off: they come back to the successor, and find themselves there.
   */
  private static void handOverWithoutConnections(Transfer transfer, long before)
      throws InterruptedException {
    try {
      Transfer.Result late = transfer.rest();
      log.info(
          "hand-over: {} sessions moved without their connections; {} end here",
          late.moved() - before,
          late.kept());
    } catch (IOException e) {
      log.warn(
          "hand-over: the successor has gone ({}); sessions that are left end", e.getMessage());
    }
  }

  private Welcome welcome(HostPort ownPeerDoor) {
    Welcome.Builder welcome =
        Welcome.newBuilder()
            .setPeerAddress(ownPeerDoor.toString())
            .setGeneration(settings.generation());
    doorkeeper.resumeKey().ifPresent(welcome::setResumeKey);
    return welcome.build();
  }

  private void goOn(boolean paused, boolean serves) {
    doorkeeper.successorIsGone();
    if (serves) {
      doorkeeper.serveAgain();
    }
    if (paused) {
      doorkeeper.acceptAgain();
    }
  }

  private Optional<String> problemOf(Hello hello) {
    if (hello.getVersion() != VERSION) {
      return Optional.of(
          "version: %d (expected: %d, the running process's; restart it by draining)"
              .formatted(hello.getVersion(), VERSION));
    }
    if (!hello.getGateway().equals(settings.gateway())
        || !hello.getRegion().equals(settings.region())) {
      return Optional.of(
          "gateway: %s of %s (expected: %s of %s)"
              .formatted(
                  hello.getGateway(), hello.getRegion(), settings.gateway(), settings.region()));
    }
    return doorkeeper.problem(hello.getConnections()).or(MachineState::tooLittleMemoryForTwo);
  }

  private void giveDoors(Conversation with) throws IOException {
    List<HandedDoor> doors = doorkeeper.doors();
    with.say(
        FromPredecessor.newBuilder()
            .setDoors(
                Doors.newBuilder()
                    .addAllAddresses(doors.stream().map(HandedDoor::address).toList())
                    .setObeyed(doorkeeper.obeyed())
                    .setLoad(doorkeeper.load())
                    .setAcceptsOn(true))
            .build(),
        doors.stream().mapToInt(HandedDoor::descriptor).toArray());
  }

  /** Waits for no successor any more. */
  @Override
  public void close() {
    closed = true;
    listener.end();
    listener.close();
  }
}
