package io.drawbridge.gateway.upstream;

import io.drawbridge.policy.ServiceTarget;
import io.drawbridge.process.config.HostPort;
import io.drawbridge.proto.handover.v1.HandedBreaker;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances of all services: made when a service is used for the first time, names looked up
 * again every {@link #REFRESH_SECONDS}. The loops share each instance's breaker; each has a channel
 * of its own to it, on its own thread, so that no message changes threads on its way.
 *
 * <p>Threads: {@link #instances} from any thread, without waiting; look-ups run on their own
 * thread.
 */
public final class Businesses implements AutoCloseable {
  /** New instances take part after this at the latest. */
  static final int REFRESH_SECONDS = 5;

  /** An answer carries no bodies but replies; as large as a batch. */
  static final int MAX_ANSWER_BYTES = 4 << 20;

  /** As many as are handed over: of more, each finds out by itself in a few calls. */
  static final int MAX_BREAKERS = 1_024;

  /** As long as a stream may take to be reached. */
  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

  private static final long KEEP_ALIVE_SECONDS = 10;
  private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 3;
  private static final Logger log = LoggerFactory.getLogger(Businesses.class);

  private final InstanceChannels channels;
  private final Clock clock;
  private final Map<ServiceTarget, Resolved> byTarget = new ConcurrentHashMap<>();
  private final Thread refresher;

  /** {@code channelType}: what sockets of the clients' loops are made of. */
  public Businesses(Class<? extends Channel> channelType) {
    this((address, loop) -> channel(address, loop, channelType), Clock.systemUTC());
  }

  /** How an instance is reached from an event loop. */
  public interface InstanceChannels {
    ManagedChannel open(HostPort address, EventLoop loop);
  }

  /**
   * Reaches instances by other channels.
   *
   * @param clock that breakers' pauses are measured by
   */
  public Businesses(InstanceChannels channels, Clock clock) {
    this.channels = channels;
    this.clock = clock;
    this.refresher = Thread.ofVirtual().name("business-names").start(this::refreshForEver);
  }

  /** The instances of a service, as last resolved; none until its name was looked up. */
  BusinessInstances instances(Service service) {
    return instances(service.target());
  }

  BusinessInstances instances(ServiceTarget target) {
    Resolved resolved = byTarget.get(target);
    return resolved == null ? begin(target) : resolved.instances;
  }

  /** Looks every service's instances up now, so that the first message need not wait. */
  public void prepare(ServiceTable services) {
    services.forEach(service -> instances(service));
  }

  /** How many instances of each service take calls, and how many do not. */
  public List<InstanceStates> states(ServiceTable services) {
    List<InstanceStates> states = new ArrayList<>();
    services.forEach(service -> states.add(InstanceStates.of(service, instances(service))));
    return states;
  }

  /** Those that take no calls now, for another process of this gateway. */
  public List<HandedBreaker> breakers() {
    List<HandedBreaker> all = new ArrayList<>();
    byTarget.forEach((target, resolved) -> {
      for (BusinessInstance instance : resolved.instances.all()) {
        Optional<Duration> out = instance.outFor();
        if (out.isPresent() && all.size() < MAX_BREAKERS) {
          all.add(
              HandedBreaker.newBuilder()
                  .setTarget(target.toString())
                  .setAddress(instance.address())
                  .setOpenMillis(out.get().toMillis())
                  .build());
        }
      }
    });
    return all;
  }

  /**
   * Goes on with the breakers of another process; after {@link #prepare}. Instances that are not
   * known here begin anew.
   */
  public void goOnWith(List<HandedBreaker> breakers) {
    byTarget.forEach((target, resolved) -> {
      for (BusinessInstance instance : resolved.instances.all()) {
        breakers.stream()
            .filter(each ->
                each.getTarget().equals(target.toString())
                    && each.getAddress().equals(instance.address()))
            .findFirst()
            .ifPresent(each -> instance.goOnOutFor(each.getOpenMillis()));
      }
    });
  }

  private BusinessInstances begin(ServiceTarget target) {
    Resolved fresh = new Resolved();
    Resolved present = byTarget.putIfAbsent(target, fresh);
    if (present != null) {
      return present.instances;
    }
    switch (target) {
      case ServiceTarget.Fixed fixed -> fresh.update(fixed.addresses());
      case ServiceTarget.Dns dns -> begin(dns, fresh);
    }
    return fresh.instances;
  }

  private void begin(ServiceTarget.Dns target, Resolved resolved) {
    HostPort name = target.name();
    try {
      InetAddress literal = InetAddress.ofLiteral(name.host());
      resolved.update(List.of(new HostPort(literal.getHostAddress(), name.port())));
    } catch (IllegalArgumentException _) {
      Thread.ofVirtual().start(() -> lookUp(target, resolved)); // a name: may take its time
    }
  }

  private void refreshForEver() {
    try {
      while (true) {
        TimeUnit.SECONDS.sleep(REFRESH_SECONDS);
        byTarget.forEach((target, resolved) -> {
          if (target instanceof ServiceTarget.Dns dns) {
            lookUp(dns, resolved);
          }
        });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void lookUp(ServiceTarget.Dns target, Resolved resolved) {
    HostPort name = target.name();
    try {
      resolved.update(
          Arrays.stream(InetAddress.getAllByName(name.host()))
              .map(address -> new HostPort(address.getHostAddress(), name.port()))
              .sorted(java.util.Comparator.comparing(HostPort::toString))
              .toList());
    } catch (UnknownHostException e) {
      // The last answer stays in force: a name server's failure is not the business's.
      log.warn("{}: no address found (expected: a name that resolves)", target);
    }
  }

  @Override
  public void close() {
    refresher.interrupt();
    byTarget.values().forEach(Resolved::close);
  }

  /** One target's instances. Updates are serialised; readers see whole lists. */
  private final class Resolved {
    private volatile BusinessInstances instances = BusinessInstances.NONE;
    private final List<BusinessInstance> retired = new ArrayList<>(); // guarded by this

    synchronized void update(List<HostPort> addresses) {
      Map<String, BusinessInstance> gone = new HashMap<>();
      BusinessInstances before = instances;
      before.all().forEach(instance -> gone.put(instance.address(), instance));
      List<BusinessInstance> next = new ArrayList<>();
      for (HostPort address : addresses) {
        BusinessInstance kept = gone.remove(address.toString());
        next.add(kept == null ? instance(address) : kept);
      }
      if (!next.equals(before.all())) { // a list that is replaced makes lanes choose again
        instances = new BusinessInstances(List.copyOf(next));
      }
      gone.values().forEach(BusinessInstance::retire);
      retired.removeIf(BusinessInstance::isGone);
      retired.addAll(gone.values());
    }

    synchronized void close() {
      instances.all().forEach(BusinessInstance::close);
      retired.forEach(BusinessInstance::close);
      instances = BusinessInstances.NONE;
    }
  }

  private BusinessInstance instance(HostPort address) {
    return new BusinessInstance(address, loop -> channels.open(address, loop), clock);
  }

  private static ManagedChannel channel(
      HostPort address, EventLoop loop, Class<? extends Channel> channelType) {
    return NettyChannelBuilder.forAddress(address.host(), address.port())
        .usePlaintext()
        .eventLoopGroup(loop)
        .channelType(channelType)
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
        .directExecutor() // callbacks run on the loop
        .maxInboundMessageSize(MAX_ANSWER_BYTES)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .build();
  }
}
