package io.drawbridge.coordination;

import com.google.protobuf.ByteString;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One etcd cluster as this process sees it. Opening it needs no etcd: whatever is opened here finds
 * etcd when it comes. Leases have a connection of their own, so that no amount of reading and
 * writing can make them late. Any thread.
 */
public final class Coordination implements AutoCloseable {
  /** A deleted key that a broken watch never told of is noticed within this. */
  public static final Duration RECONCILE_EVERY = Duration.ofSeconds(60);

  private static final Duration SHORTEST_LIFE = Duration.ofSeconds(1);

  private final MultiThreadIoEventLoopGroup loop;
  private final Etcd forLeases;
  private final Etcd forKeys;
  private final LongSupplier nanoClock = System::nanoTime;
  private final Supplier<Thread.Builder> leaseThreads;

  private Coordination(List<URI> endpoints, Supplier<Thread.Builder> leaseThreads) {
    this.leaseThreads = leaseThreads;
    endpoints.forEach(Endpoints::checked);
    this.loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("etcd-io", true), NioIoHandler.newFactory());
    this.forLeases = new Etcd(new Endpoints(endpoints, loop));
    this.forKeys = new Etcd(new Endpoints(endpoints, loop));
  }

  /** Members of one etcd cluster, each {@code http://host:port}. */
  public static Coordination with(List<URI> endpoints) {
    return new Coordination(endpoints, () -> Thread.ofPlatform().daemon());
  }

  /** As {@link #with}, for thousands of leases in one process: each has a virtual thread. */
  public static Coordination forManyLeases(List<URI> endpoints) {
    return new Coordination(endpoints, Thread::ofVirtual);
  }

  /** A lease without keys, kept alive from now on; {@code ttl} in whole seconds. */
  public Lease lease(String name, Duration ttl, Lease.Listener listener) {
    return new Lease(name, forLeases, ttl, listener, nanoClock, leaseThreads.get()).start();
  }

  /** Follows all keys that start with {@code prefix}. */
  public KeyWatch watch(String prefix, Duration reconcileEvery, KeyWatch.Listener listener) {
    return new KeyWatch(forKeys, prefix, reconcileEvery, listener, nanoClock).start();
  }

  /**
   * Stands for election below {@code prefix}. {@code name} is for operators; the election key also
   * holds a random part, so that a restarted process never takes its predecessor's key for its own.
   */
  public Leadership campaign(
      String prefix, String name, ByteString value, Duration ttl, Leadership.Listener listener) {
    String key = prefix + name + "-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    return new Leadership.Campaign(
            key,
            value,
            changed -> lease("campaign-" + name, ttl, new OnAnyChange(changed)),
            watched -> watch(prefix, RECONCILE_EVERY, watched),
            listener,
            nanoClock)
        .start();
  }

  /**
   * Puts a key that etcd deletes after {@code life}, in whole seconds, whatever becomes of this
   * process. Blocks for two deadlines of 2 s at most; not tried again.
   */
  public void putFor(Duration life, String key, ByteString value) throws CoordinationException {
    Duration atLeast = life.compareTo(SHORTEST_LIFE) < 0 ? SHORTEST_LIFE : life;
    long lease = forKeys.grant(atLeast).getID();
    var _ = forKeys.putIf(List.of(), Requests.put(key, value, lease));
  }

  /** All keys that start with {@code prefix}, as etcd has them now. Blocks; not tried again. */
  public List<Entry> list(String prefix) throws CoordinationException {
    return List.copyOf(forKeys.list(prefix).entries().values());
  }

  /** The document at {@code key}. */
  public VersionedDocument document(String key) {
    return new VersionedDocument(forKeys, key);
  }

  /** Ends the connections; close what was opened here first. */
  @Override
  public void close() {
    forLeases.close();
    forKeys.close();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  private record OnAnyChange(Runnable changed) implements Lease.Listener {
    @Override
    public void inForce(String key) {
      changed.run();
    }

    @Override
    public void lost() {
      changed.run();
    }
  }
}
