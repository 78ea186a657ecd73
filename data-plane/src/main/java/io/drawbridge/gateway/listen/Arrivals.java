package io.drawbridge.gateway.listen;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The one place that learns of a client with its true address: at accept, or from the header of the
 * proxy before it. Threads: the channel's loop.
 */
final class Arrivals {
  private final SourceRules sources;
  private final DoorCounts counts;

  Arrivals(SourceRules sources, DoorCounts counts) {
    this.sources = sources;
    this.counts = counts;
  }

  /**
   * Asks the limits of its address, and gives back what it takes of them when the channel ends.
   *
   * @return false if the caller has to close the channel
   */
  boolean arrived(Channel channel, InetSocketAddress address) {
    InetAddress source = address.getAddress();
    if (!sources.arrived(source)) {
      counts.refusals().count(DoorRefusal.SOURCE_LIMIT);
      return false;
    }
    if (sources != SourceRules.NONE) {
      channel.closeFuture().addListener(_ -> sources.left(source));
    }
    return true;
  }
}
