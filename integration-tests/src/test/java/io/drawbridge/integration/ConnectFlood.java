package io.drawbridge.integration;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A program that opens connections from one address, so many a second for so many seconds, says
 * nothing on them, and keeps them until the other side ends them.
 */
final class ConnectFlood {
  private static final long STEP_MILLIS = 10;

  /** A process has 20,000 files at most. */
  private static final int MOST_OPEN = 15_000;

  private final Selector selector;
  private final ByteBuffer nothing = ByteBuffer.allocate(64);
  private long opened;
  private long ended;
  private long mostOpen;

  private ConnectFlood(Selector selector) {
    this.selector = selector;
  }

  public static void main(String[] arguments) throws Exception {
    int perSecond = Integer.parseInt(arguments[0]);
    int seconds = Integer.parseInt(arguments[1]);
    try (Selector selector = Selector.open()) {
      ConnectFlood flood = new ConnectFlood(selector);
      flood.run(perSecond, seconds);
      System.out.println("opened: " + flood.opened);
      System.out.println("ended: " + flood.ended);
      System.out.println("most_open: " + flood.mostOpen);
    }
  }

  private void run(int perSecond, int seconds) throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    long all = (long) perSecond * seconds;
    while (opened < all) {
      long due = (System.nanoTime() - startNanos) * perSecond / TimeUnit.SECONDS.toNanos(1);
      while (opened < Math.min(all, due) && selector.keys().size() < MOST_OPEN) {
        open();
      }
      endThoseThatHaveEnded();
      mostOpen = Math.max(mostOpen, opened - ended);
      if (System.nanoTime() - startNanos > TimeUnit.SECONDS.toNanos(2L * seconds)) {
        return; // it does not get so many
      }
    }
  }

  private void open() throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.bind(new InetSocketAddress(FloodScene.FLOODING, 0));
    opened++;
    boolean connected = channel.connect(FloodScene.DOOR);
    channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
  }

  private void endThoseThatHaveEnded() throws IOException {
    selector.select(
        key -> {
          try {
            look(key);
          } catch (IOException _) {
            end(key);
          }
        },
        STEP_MILLIS);
  }

  private void look(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    if (key.isConnectable() && channel.finishConnect()) {
      key.interestOps(SelectionKey.OP_READ);
    } else if (channel.read(nothing.clear()) < 0) {
      end(key);
    }
  }

  private void end(SelectionKey key) {
    ended++;
    try {
      key.channel().close();
    } catch (IOException _) {
      // It is gone all the same.
    }
  }
}
