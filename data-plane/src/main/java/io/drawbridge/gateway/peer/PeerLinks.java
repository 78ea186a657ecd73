package io.drawbridge.gateway.peer;

import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.control.v1.Peer;
import io.drawbridge.proto.peer.v1.ForwardedPush;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Streams to the gateways of the {@link PeerTable}, opened when first needed and again after they
 * broke. Threads: any.
 */
public final class PeerLinks implements AutoCloseable {
  private static final int MAX_ANSWER_BYTES = 4 << 20;
  private static final long KEEP_ALIVE_SECONDS = 10;
  private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 2;

  private final String ownGateway;
  private final String ownRegion;
  private final PeerTable peers;
  private final EventLoopGroup eventLoops;
  private final Map<String, Open> byGateway = new ConcurrentHashMap<>();

  private record Open(Peer peer, ManagedChannel channel, PeerLink link) {}

  /** Runs its channels on {@code eventLoops}, which are not the clients'. NIO only. */
  public PeerLinks(
      String ownGateway, String ownRegion, PeerTable peers, EventLoopGroup eventLoops) {
    this.ownGateway = ownGateway;
    this.ownRegion = ownRegion;
    this.peers = peers;
    this.eventLoops = eventLoops;
  }

  /** Sends a push to a gateway; {@code push} is without its number, which this gives. */
  public void forward(String gateway, ForwardedPush.Builder push, Forwarding forwarding) {
    Peer peer = peers.find(gateway);
    if (peer == null) {
      forwarding.notSent("gateway " + gateway + " is not known (expected: one of the peer list)");
      return;
    }
    byGateway
        .compute(gateway, (_, present) -> usable(present, peer))
        .link()
        .forward(push, forwarding);
  }

  private Open usable(@org.jspecify.annotations.Nullable Open present, Peer peer) {
    if (present != null && !sameDoor(present.peer(), peer)) {
      present.channel().shutdownNow();
      return open(peer, channel(peer));
    }
    if (present == null) {
      return open(peer, channel(peer));
    }
    return present.link().isEnded() ? open(peer, present.channel()) : present;
  }

  private static boolean sameDoor(Peer a, Peer b) {
    return a.getGrpcAddress().equals(b.getGrpcAddress());
  }

  private Open open(Peer peer, ManagedChannel channel) {
    PeerLink link = new PeerLink(ownGateway, ownRegion);
    link.open(channel);
    return new Open(peer, channel, link);
  }

  private ManagedChannel channel(Peer peer) {
    HostPort address = HostPort.parse(peer.getGrpcAddress());
    return NettyChannelBuilder.forAddress(address.host(), address.port())
        .usePlaintext()
        .eventLoopGroup(eventLoops)
        .channelType(NioSocketChannel.class)
        .directExecutor() // callbacks only hand over
        .maxInboundMessageSize(MAX_ANSWER_BYTES)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .build();
  }

  /** Closes the channels of gateways that the table does not name any more. */
  public void forgetUnknown() {
    byGateway
        .values()
        .removeIf(open -> {
          boolean gone = !peers.names(open.peer());
          if (gone) {
            open.channel().shutdownNow();
          }
          return gone;
        });
  }

  @Override
  public void close() {
    byGateway.values().forEach(open -> open.channel().shutdownNow());
    byGateway.clear();
  }
}
