package io.drawbridge.gateway.peer;

import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.peer.v1.DirectoryCommand;
import io.drawbridge.proto.peer.v1.DirectoryMark;
import io.drawbridge.proto.peer.v1.DirectoryResult;
import io.drawbridge.proto.peer.v1.DisconnectOrder;
import io.drawbridge.proto.peer.v1.DisconnectOutcome;
import io.drawbridge.proto.peer.v1.ForwardedPush;
import io.drawbridge.proto.peer.v1.PeerBatch;
import io.drawbridge.proto.peer.v1.TakeRequest;
import io.drawbridge.proto.peer.v1.TakeResponse;
import io.drawbridge.proto.peer.v1.TakenRequest;
import io.drawbridge.proto.peer.v1.TakenResponse;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams to every other gateway of the region and to one gateway of every other region, as the
 * {@link PeerTable} names them: kept open, because what does not come back tells something too.
 *
 * <p>Threads: any; {@link #tick} on one.
 */
public final class PeerLines implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerLines.class);

  private final PeerBatch greeting;
  private final PeerTable peers;
  private final EventLoopGroup eventLoops;
  private final BiConsumer<Hop, DirectoryMark> marks;
  private final LongSupplier nanoClock;
  private final Map<Hop, PeerLine> lines = new ConcurrentHashMap<>();

  /**
   * Opens nothing yet.
   *
   * @param eventLoops for its connections, not the clients'; NIO only
   * @param marks hears what the others owe the directories; must not block
   */
  public PeerLines(
      String ownGateway,
      String ownRegion,
      PeerTable peers,
      EventLoopGroup eventLoops,
      BiConsumer<Hop, DirectoryMark> marks,
      LongSupplier nanoClock) {
    this.greeting = PeerBatch.newBuilder().setGateway(ownGateway).setRegion(ownRegion).build();
    this.peers = peers;
    this.eventLoops = eventLoops;
    this.marks = marks;
    this.nanoClock = nanoClock;
  }

  /** True while another process of this gateway is to be asked for what is not here. */
  public boolean hasOtherProcess() {
    return peers.hasOtherProcess();
  }

  /** Sends a push on; {@code push} is without its number, which this gives. */
  public void forward(Hop hop, ForwardedPush.Builder push, Forwarding forwarding) {
    PeerLink link = link(hop);
    if (link == null) {
      forwarding.notSent(unreachable(hop));
    } else {
      link.forward(push, forwarding);
    }
  }

  /** Asks the directory of another region; {@code command} is without its number. */
  public CompletableFuture<DirectoryResult> ask(String region, DirectoryCommand.Builder command) {
    Hop hop = new Hop.Door(region);
    PeerLink link = link(hop);
    return link == null || link.isDoubtful() ? failed(hop) : link.ask(command);
  }

  /** Asks another gateway of the region for a session. */
  public CompletableFuture<TakeResponse> take(
      String gateway, TakeRequest request, Duration within) {
    Hop hop = new Hop.Neighbour(gateway);
    PeerLink link = link(hop);
    return link == null ? failed(hop) : link.take(request, within);
  }

  /** Tells another gateway of the region that its session has arrived here. */
  public CompletableFuture<TakenResponse> taken(
      String gateway, TakenRequest request, Duration within) {
    Hop hop = new Hop.Neighbour(gateway);
    PeerLink link = link(hop);
    return link == null ? failed(hop) : link.taken(request, within);
  }

  /** Has sessions ended by another gateway, or by another region. */
  public CompletableFuture<DisconnectOutcome> disconnect(
      Hop hop, DisconnectOrder order, Duration within) {
    PeerLink link = link(hop);
    return link == null ? failed(hop) : link.disconnect(order, within);
  }

  private static <T> CompletableFuture<T> failed(Hop hop) {
    return CompletableFuture.failedFuture(new IllegalStateException(unreachable(hop)));
  }

  private static String unreachable(Hop hop) {
    return hop + " cannot be reached now";
  }

  private @Nullable PeerLink link(Hop hop) {
    List<HostPort> addresses = peers.addresses(hop);
    return addresses.isEmpty() ? null : lines.computeIfAbsent(hop, this::line).link(addresses);
  }

  private PeerLine line(Hop hop) {
    return new PeerLine(
        address ->
            new PeerLink(greeting, address, eventLoops, mark -> marks.accept(hop, mark), nanoClock),
        nanoClock);
  }

  /** Opens, opens again and times out; several times a second. */
  public void tick() {
    Set<Hop> known = peers.hops();
    known.forEach(this::link);
    lines.forEach((hop, line) -> {
      if (known.contains(hop)) {
        line.sweep();
      } else if (lines.remove(hop, line)) {
        LOG.info("{} is not among the peers any more", hop);
        line.close("not among the peers any more");
      }
    });
  }

  @Override
  public void close() {
    lines.values().forEach(line -> line.close("this gateway stops"));
    lines.clear();
  }
}
