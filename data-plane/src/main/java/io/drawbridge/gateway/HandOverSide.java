package io.drawbridge.gateway;

import io.drawbridge.gateway.GatewayConfig.HandOverConfig;
import io.drawbridge.gateway.handover.Predecessor;
import io.drawbridge.gateway.handover.Rehearsal;
import io.drawbridge.gateway.handover.Successor;
import io.drawbridge.gateway.handover.Successor.TakenDoors;
import io.drawbridge.process.Succession;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.handover.v1.Done;
import io.drawbridge.proto.handover.v1.HandedLoad;
import io.drawbridge.proto.handover.v1.HandedResumeKey;
import io.drawbridge.proto.handover.v1.Obeyed;
import io.drawbridge.proto.handover.v1.Welcome;
import io.drawbridge.proto.peer.v1.DirectoryMark;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process among those of its gateway: what it takes over from the one before, and hands over
 * to the next.
 *
 * <p>Threads: {@link #meet(int)} to {@link #tookOver} on the one that starts the gateway, the rest
 * from any.
 */
final class HandOverSide implements Predecessor.Doorkeeper, Successor.Listener, AutoCloseable {
  private static final HostPort ANY_LOCAL_PORT = new HostPort("127.0.0.1", 0);

  /** Entries of a process that has died may be missing. */
  private static final DirectoryMark NOTHING_IS_KNOWN =
      DirectoryMark.newBuilder().setRegionPending(true).build();

  private static final Logger log = LoggerFactory.getLogger(HandOverSide.class);

  private final GatewayConfig config;
  private final Optional<Successor> successor;
  private final KeySide keys;
  private final PeerSide peers;
  private final EventLoopGroup internalLoops;
  private @Nullable Gateway gateway;
  private @Nullable InternalServer peerDoor;
  private @Nullable Predecessor predecessor;
  private @Nullable Succession succession;
  private boolean mayHandOver;
  private volatile boolean beforeLives;
  private volatile boolean tookOver;

  /** {@code successor}: the line to the process before, if there is one. */
  HandOverSide(
      GatewayConfig config,
      Optional<Successor> successor,
      KeySide keys,
      PeerSide peers,
      EventLoopGroup internalLoops) {
    this.config = config;
    this.successor = successor;
    this.keys = keys;
    this.peers = peers;
    this.internalLoops = internalLoops;
    this.mayHandOver = successor.isEmpty();
    this.beforeLives = successor.isPresent();
  }

  /**
   * Asks the process before, if there is one, to hand over.
   *
   * @return its generation
   */
  Optional<Long> meet(int connectionsPossible) throws IOException {
    if (successor.isEmpty()) {
      return Optional.empty();
    }
    Welcome welcome;
    try {
      welcome =
          successor
              .get()
              .hello(config.gateway(), config.region(), connectionsPossible, ownPeerDoor());
    } catch (Successor.Refused e) {
      throw e;
    } catch (IOException e) {
      beforeIsLost(e);
      return Optional.empty();
    }
    peers.table().otherProcess(config.gateway(), HostPort.parse(welcome.getPeerAddress()));
    if (welcome.hasResumeKey()) {
      keys.goOnWith(welcome.getResumeKey());
    }
    log.info("taking over from the process of generation {}", welcome.getGeneration());
    return Optional.of(welcome.getGeneration());
  }

  /** Opens the client doors; with what the process before has obeyed, if there is one. */
  Optional<Obeyed> openDoors(ClientSide clients) throws IOException {
    if (successor.isEmpty() || !beforeLives) {
      clients.door().open();
      return Optional.empty();
    }
    Rehearsal.run(clients.attach(), longestRehearsal());
    clients.reachBusinesses();
    TakenDoors taken;
    try {
      taken = successor.get().takeDoors();
    } catch (Successor.Refused e) {
      throw e;
    } catch (IOException e) {
      beforeIsLost(e);
      clients.door().open();
      return Optional.empty();
    }
    taken.load().ifPresent(clients::goOnAs);
    clients.door().adopt(taken.descriptorByAddress());
    if (taken.othersAccept()) {
      clients.door().pause(); // that one is warm, and whoever it lets in comes along
    }
    return Optional.of(taken.obeyed());
  }

  /**
   * It has gone before this one had anything of it: this one starts as if it had never been. Should
   * it live all the same, it has the addresses, and this one says so and ends.
   */
  private void beforeIsLost(IOException why) {
    log.warn("the process before has gone ({}); starting without it", why.getMessage());
    beforeLives = false;
    synchronized (this) {
      mayHandOver = true;
    }
    part();
    successor.ifPresent(Successor::close);
  }

  private Duration longestRehearsal() {
    return config.handOver().map(HandOverConfig::longestRehearsal).orElse(Duration.ZERO);
  }

  /** The gateway serves: takes the clients of the process before. */
  void tookOver(Gateway whole) throws IOException {
    gateway = whole;
    if (successor.isPresent() && beforeLives) {
      ClientSide clients = whole.clients();
      successor.get().ready(clients.holdings(), clients.admission().sources(), this);
    }
  }

  /** Sessions that came from the process before. */
  int sessionsTaken() {
    return successor.map(Successor::sessions).orElse(0);
  }

  /** How long that took; 0 before its end. */
  double takeOverSeconds() {
    return successor.map(Successor::takeOverSeconds).orElse(0.0);
  }

  /** True while sessions come from the process before. */
  boolean isTakingOver() {
    return successor.isPresent() && !mayHandOver();
  }

  /** True in a process that had one to take over from. */
  boolean hasTakenOver() {
    return tookOver;
  }

  // What comes from the process before.

  @Override
  public void accept() {
    whole().clients().door().goOn();
  }

  @Override
  public void done(Done done) {
    tookOver = true;
    if (done.hasDirectory()) {
      peers.goOnAfter(done.getDirectory());
    }
    log.info("took over {} sessions in {} s", sessionsTaken(), takeOverSeconds());
    whole().fleet().member().tookOver();
    startHandingOver(null, true);
  }

  @Override
  public void gone() {
    beforeLives = false;
    part();
    whole().fleet().member().tookOver();
    if (!tookOver) {
      peers.goOnAfter(NOTHING_IS_KNOWN);
    }
    if (!mayHandOver()) {
      startHandingOver(null, true);
    }
  }

  boolean beforeLives() {
    return beforeLives;
  }

  private synchronized boolean mayHandOver() {
    return mayHandOver;
  }

  // For the next process.

  void succession(Succession how) {
    startHandingOver(how, false);
  }

  private synchronized void startHandingOver(@Nullable Succession how, boolean now) {
    mayHandOver |= now;
    succession = how == null ? succession : how;
    Gateway whole = gateway;
    HandOverConfig handOver = config.handOver().orElse(null);
    if (!mayHandOver || succession == null || whole == null || handOver == null) {
      return;
    }
    try {
      predecessor =
          Predecessor.start(
              new Predecessor.Settings(
                  handOver.socket(), config.gateway(), config.region(), whole.fleet().generation()),
              this,
              whole.clients().holdings());
    } catch (IOException e) {
      log.error("{}; this process can only be drained", e.getMessage());
    }
  }

  private Gateway whole() {
    Gateway known = gateway;
    if (known == null) {
      throw new IllegalStateException("hand-over before the gateway serves (expected: after)");
    }
    return known;
  }

  /** Why there can be no next process now; empty = there can. */
  Optional<String> cannotHandOver() {
    if (whole().clients().drain().isDraining()) {
      return Optional.of("this gateway drains (expected: serving; undrain it first)");
    }
    return beforeLives
        ? Optional.of("the process before has clients left (expected: ended; it asks them to move)")
        : Optional.empty();
  }

  @Override
  public Optional<String> problem(int connectionsOfSuccessor) {
    Optional<String> now = cannotHandOver();
    int here = whole().clients().connections();
    if (now.isPresent()) {
      return now;
    }
    return connectionsOfSuccessor >= here
        ? Optional.empty()
        : Optional.of(
            "open files of the new process: room for %d connections (expected: >= %d)"
                .formatted(connectionsOfSuccessor, here));
  }

  @Override
  public HostPort meet(HostPort next) {
    try {
      HostPort own = ownPeerDoor();
      peers.table().otherProcess(config.gateway(), next);
      whole().fleet().member().successorRegisters();
      ClientSide clients = whole().clients();
      var _ =
          Thread.ofPlatform() // while the next process starts; after one that took over: at once
              .name("rehearsal-director")
              .daemon()
              .start(() -> Rehearsal.run(clients.attach(), longestRehearsal()));
      return own;
    } catch (IOException e) {
      throw new IllegalStateException("no port for the other process: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<HandedResumeKey> resumeKey() {
    return keys.handedResumeKey();
  }

  private synchronized HostPort ownPeerDoor() throws IOException {
    InternalServer open = peerDoor;
    if (open == null) {
      open = InternalServer.start(ANY_LOCAL_PORT, internalLoops, peers.service());
      peerDoor = open;
    }
    return new HostPort(ANY_LOCAL_PORT.host(), open.port());
  }

  private void part() {
    peers.table().noOtherProcess();
  }

  @Override
  public void successorIsGone() {
    part();
    whole().fleet().member().goOn();
    whole().next().isGone();
  }

  @Override
  public List<Predecessor.HandedDoor> doors() throws IOException {
    return whole().clients().door().handed();
  }

  @Override
  public void pauseDoors() {
    whole().clients().door().pause();
  }

  @Override
  public void acceptAgain() {
    whole().clients().door().goOn();
  }

  @Override
  public Obeyed obeyed() {
    return whole().fleet().member().handOver();
  }

  @Override
  public HandedLoad load() {
    return whole().clients().handedLoad();
  }

  @Override
  public DirectoryMark directory() {
    return peers.mark();
  }

  @Override
  public void successorServes() {
    whole().next().serves();
    whole().internalServer().acceptNoMore();
    how().giveUpOperations();
  }

  private Succession how() {
    Succession known = succession;
    if (known == null) {
      throw new IllegalStateException("hand-over before the process has started");
    }
    return known;
  }

  @Override
  public void serveAgain() {
    whole().serveBusinessesAgain();
    how().takeOperationsBack();
    whole().fleet().member().successorIsGone(System.currentTimeMillis());
  }

  @Override
  public void partFromClients(boolean clientsAreHere) throws InterruptedException {
    whole().partFromClients(clientsAreHere);
  }

  @Override
  public void end(int successor) {
    whole().end();
    how().end(successor);
  }

  @Override
  public synchronized void close() {
    if (predecessor != null) {
      predecessor.close();
    }
    if (peerDoor != null) {
      peerDoor.close();
    }
    successor.ifPresent(Successor::close);
  }
}
