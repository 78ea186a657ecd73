package io.drawbridge.gateway.listen;

import io.drawbridge.gateway.admission.SourceLimits;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The one place that learns of a client with its true address: at accept, or from the header of the
 * proxy before it. Threads: the channel's loop.
 */
final class Arrivals {
  private final SourceLimits sources;
  private final DoorCounts counts;

  Arrivals(SourceLimits sources, DoorCounts counts) {
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
    return switch (sources.arrived(source)) {
      case COUNTED -> {
        var _ = channel.closeFuture().addListener(_ -> sources.left(source));
        yield true;
      }
      case EXEMPT, CROWDED -> true;
      case TOO_MANY -> refused(DoorRefusal.SOURCE_CONNECTIONS);
      case TOO_FAST -> refused(DoorRefusal.SOURCE_RATE);
    };
  }

  private boolean refused(DoorRefusal why) {
    counts.refusals().count(why);
    return false;
  }
}
