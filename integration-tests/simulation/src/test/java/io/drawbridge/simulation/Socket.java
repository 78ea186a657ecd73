package io.drawbridge.simulation;

import io.drawbridge.client.session.Link;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;

/**
 * A client's connection to a gateway process: the client's end is its {@link Link}, the gateway's
 * an embedded channel. Bytes come in pieces that respect no frame.
 */
final class Socket implements Link {
  private final World world;
  private final SimClient client;
  private final GatewayProcess gateway;
  private final Pipe up;
  private final Pipe down;
  private final ByteBuf written = Unpooled.buffer();
  final EmbeddedChannel channel;
  private boolean cut;
  private boolean clientGone;
  private boolean gatewayGone;

  Socket(World world, SimClient client, GatewayProcess gateway, EmbeddedChannel channel) {
    this.world = world;
    this.client = client;
    this.gateway = gateway;
    this.channel = channel;
    this.up = new Pipe(world);
    this.down = new Pipe(world);
  }

  // The client's end.

  @Override
  public ByteBuf out() {
    return written;
  }

  @Override
  public void flush() {
    client.tamper(written);
    while (written.isReadable()) {
      byte[] piece = take(written);
      up.send(() -> {
        if (!cut) {
          gateway.run(() -> {
            if (channel.isActive()) {
              channel.writeInbound(Unpooled.wrappedBuffer(piece));
            }
          });
        }
      });
    }
    written.clear();
  }

  private byte[] take(ByteBuf from) {
    int bytes = from.readableBytes();
    int length = bytes > 1 && world.chance(0.1) ? world.random.nextInt(1, bytes) : bytes;
    byte[] piece = new byte[length];
    from.readBytes(piece);
    return piece;
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public void close(int code) {
    flush();
    clientGone = true;
    up.send(this::endAtGateway);
  }

  // The gateway's end.

  /** What the gateway has written leaves; its end of the connection follows. */
  void drain() {
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      while (bytes.isReadable()) {
        byte[] piece = take(bytes);
        down.send(() -> {
          if (!cut && !clientGone) {
            client.received(this, piece);
          }
        });
      }
      bytes.release();
    }
    if (!channel.isActive() && !gatewayGone) {
      gatewayGone = true;
      down.send(this::endAtClient);
    }
  }

  boolean isOver() {
    return gatewayGone;
  }

  private void endAtClient() {
    if (!clientGone) {
      clientGone = true;
      client.lost(this);
    }
  }

  private void endAtGateway() {
    gateway.run(() -> {
      if (channel.isActive()) {
        var _ = channel.close();
      }
    });
  }

  /** Nothing passes any more; each end notices in its own time. */
  void cut(double clientMillis, double gatewayMillis) {
    cut = true;
    world.afterMillis(clientMillis, this::endAtClient);
    world.afterMillis(gatewayMillis, this::endAtGateway);
  }
}
