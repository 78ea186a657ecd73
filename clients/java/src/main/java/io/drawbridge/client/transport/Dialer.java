package io.drawbridge.client.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Opens TCP connections on one event loop. */
public final class Dialer {
  private final EventLoop loop;
  private final Executor resolver;
  private final Optional<InetAddress> source;

  /**
   * Dials from {@code source} when there is one. {@code resolver} runs the system's blocking name
   * lookups; addresses need none.
   */
  public Dialer(EventLoop loop, Executor resolver, Optional<InetAddress> source) {
    this.loop = loop;
    this.resolver = resolver;
    this.source = source;
  }

  EventLoop loop() {
    return loop;
  }

  /** Connects; {@code handler} is the pipeline's initializer. */
  CompletableFuture<Channel> dial(String host, int port, Duration timeout, ChannelHandler handler) {
    return resolve(host)
        .thenComposeAsync(
            address -> connect(new InetSocketAddress(address, port), timeout, handler), loop);
  }

  private CompletableFuture<InetAddress> resolve(String host) {
    byte[] numeric = NetUtil.createByteArrayFromIpAddressString(host);
    if (numeric == null) {
      return CompletableFuture.supplyAsync(() -> lookUp(host), resolver);
    }
    try {
      return CompletableFuture.completedFuture(InetAddress.getByAddress(numeric));
    } catch (UnknownHostException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Channel> connect(
      InetSocketAddress address, Duration timeout, ChannelHandler handler) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(Loops.socketTypeOf(loop.parent()))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(handler);
    source.ifPresent(from -> bootstrap.localAddress(from, 0));
    CompletableFuture<Channel> opened = new CompletableFuture<>();
    ChannelFuture connecting = bootstrap.connect(address);
    connecting.addListener(done -> {
      if (done.isSuccess()) {
        opened.complete(connecting.channel());
      } else {
        opened.completeExceptionally(done.cause());
      }
    });
    return opened;
  }

  private static InetAddress lookUp(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new CompletionException(e);
    }
  }
}
