package io.drawbridge.bench.handover;

import io.drawbridge.bench.load.FrameLink;
import io.drawbridge.bench.load.Tokens;
import io.drawbridge.proto.client.v1.Connect;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Opens the connections of one process, all on one loop, each with a user of its own. */
final class Dialler {
  /** What the client libraries wait for an open connection, and for the answer to CONNECT. */
  static final int PATIENCE_SECONDS = 5;

  private final HandoverLoadOptions options;
  private final Tokens tokens;
  private final EventLoop loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();
  private final Bootstrap bootstrap =
      new Bootstrap()
          .group((IoEventLoop) loop)
          .channel(EpollSocketChannel.class)
          .option(ChannelOption.TCP_NODELAY, true)
          .option(
              ChannelOption.CONNECT_TIMEOUT_MILLIS,
              (int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS))
          .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);

  Dialler(HandoverLoadOptions options) throws IOException, GeneralSecurityException {
    this.options = options;
    tokens = Tokens.open(options.tokenKey(), options.tokenKeyId());
  }

  EventLoop loop() {
    return loop;
  }

  /** The CONNECT of the process's client {@code index}. On the loop. */
  byte[] connectOf(int index) {
    int user = options.firstUser() + index;
    try {
      return Connect.newBuilder()
          .setProtocolVersion(1)
          .setToken(tokens.token("user-" + user))
          .setDevice("device-" + user)
          .setEpoch(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE))
          .setConnectNumber(1)
          .setLibrary("bench")
          .build()
          .toByteArray();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("token: cannot be signed", e);
    }
  }

  /** Dials; {@code dialled} is told whether there is a socket. */
  void dial(int index, FrameLink link, ChannelFutureListener dialled) {
    var _ =
        bootstrap
            .clone()
            .handler(link)
            .connect(options.target(), options.sourceOf(index))
            .addListener(dialled);
  }
}
