package io.drawbridge.recorder.clients;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * The network between clients and gateways: one door for each gateway, and behind it wires that can
 * be cut. A dial can be led astray, to another gateway than the door's: what a client does that
 * comes out of a tunnel elsewhere. Threads: any; its own are virtual.
 */
final class Wires implements AutoCloseable {
  static final String HOST = "127.0.0.1";

  private static final int MAX_DOORS = 64;
  private static final int BACKLOG = 1_024;

  private final List<Door> doors = new ArrayList<>();
  private final Set<Wire> live = ConcurrentHashMap.newKeySet();
  private final RandomGenerator random;
  private final AtomicLong cuts = new AtomicLong();
  private volatile int strayPercent;

  /** A seeded {@code random} cuts the same way again, as far as threads allow. */
  Wires(RandomGenerator random) {
    this.random = random;
  }

  /** Where a gateway's clients are to dial. */
  private record Door(InetSocketAddress gateway, ServerSocket socket) {}

  /** The port of the gateway's door, which is opened at the first call. */
  synchronized int portFor(InetSocketAddress gateway) throws IOException {
    for (Door door : doors) {
      if (door.gateway().equals(gateway)) {
        return door.socket().getLocalPort();
      }
    }
    if (doors.size() == MAX_DOORS) {
      throw new IOException("doors: > " + MAX_DOORS + " (expected: a small fleet)");
    }
    Door door = new Door(gateway, new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
    doors.add(door);
    var _ = Thread.ofVirtual().start(() -> accept(door));
    return door.socket().getLocalPort();
  }

  /** Those whose doors are open. */
  synchronized List<InetSocketAddress> gateways() {
    return doors.stream().map(Door::gateway).toList();
  }

  /** From now on so many of a hundred dials reach another gateway than they were meant for. */
  void leadAstray(int percent) {
    strayPercent = percent;
  }

  /** Arms this many wires: each is cut within the next bytes it carries. */
  synchronized int cut(int count) {
    List<Wire> open = new ArrayList<>(live);
    int armed = 0;
    for (; armed < count && !open.isEmpty(); armed++) {
      open.remove(random.nextInt(open.size())).arm(random.nextInt(1, Wire.LONGEST_FUSE_BYTES));
    }
    return armed;
  }

  /** Wires cut so far. */
  long cuts() {
    return cuts.get();
  }

  int live() {
    return live.size();
  }

  private void accept(Door door) {
    while (!door.socket().isClosed()) {
      try {
        Socket client = door.socket().accept();
        InetSocketAddress gateway = destination(door);
        var _ = Thread.ofVirtual().start(() -> join(client, gateway));
      } catch (IOException e) {
        // The door was closed, or a client gave up while it waited.
      }
    }
  }

  private synchronized InetSocketAddress destination(Door door) {
    if (doors.size() < 2 || random.nextInt(100) >= strayPercent) {
      return door.gateway();
    }
    List<Door> others = doors.stream().filter(each -> !each.equals(door)).toList();
    return others.get(random.nextInt(others.size())).gateway();
  }

  private void join(Socket client, InetSocketAddress gateway) {
    Socket there = new Socket();
    try {
      there.connect(gateway, 2_000);
      Wire wire = new Wire(client, there, Wire.Cut.of(draw()), this::gone);
      live.add(wire);
      wire.start();
    } catch (IOException e) {
      Wire.reset(client);
      Wire.reset(there);
    }
  }

  private synchronized int draw() {
    return random.nextInt(100);
  }

  private void gone(Wire wire, boolean wasCut) {
    if (live.remove(wire) && wasCut) {
      cuts.incrementAndGet();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (Door door : doors) {
      door.socket().close();
    }
    live.forEach(Wire::end);
  }
}
