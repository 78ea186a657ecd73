package io.drawbridge.gateway.upstream;

import io.drawbridge.gateway.connection.Loop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One loop's streams to business instances: begun when a lane chooses the instance, ended when they
 * are too slow, when nobody uses them, and when their service is described otherwise.
 *
 * <p>Threads: the loop.
 */
final class BusinessStreams {
  /** A lane that was served elsewhere tries the instance of its choice again after this. */
  static final long RETURN_AFTER_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Longer than clients' pauses; a stream costs a dozen KiB on either side. */
  static final long UNUSED_FOR_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Streams that are opened before a lane needs them; a gateway of more services opens these. */
  static final int MAX_OPENED_AHEAD = 256;

  /** A cold connection takes longer than an answer may. */
  private static final long REACH_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Loop loop;
  private final Businesses businesses;
  private final BusinessStreamListener listener;
  private final LongSupplier nanoClock;
  private final Map<BusinessStream.Key, BusinessStream> streams = new HashMap<>();

  BusinessStreams(
      Loop loop, Businesses businesses, BusinessStreamListener listener, LongSupplier nanoClock) {
    this.loop = loop;
    this.businesses = businesses;
    this.listener = listener;
    this.nanoClock = nanoClock;
  }

  /**
   * The lane's stream for its next batch: the present one while all is well, else one to the
   * instance its hash and the breakers choose; null when none takes calls. Asked between batches
   * only, as nothing in flight moves.
   */
  @Nullable BusinessStream of(LaneRoute route) {
    BusinessInstances instances = businesses.instances(route.service());
    BusinessStream present = route.stream();
    long now = nanoClock.getAsLong();
    if (present != null && isFine(present, route) && isBest(route, instances, now)) {
      return present;
    }
    BusinessInstance instance = instances.choose(route.hash(), inVain(present, route));
    if (instance == null) {
      return null;
    }
    BusinessStream stream =
        streams.computeIfAbsent(
            new BusinessStream.Key(route.service(), instance),
            key -> new BusinessStream(loop, key, route.budget(), listener, now));
    route.choose(stream, instances, instance != instances.first(route.hash()), now);
    return stream;
  }

  /** The instance that just did not answer the lane, or left; null when it is not to be avoided. */
  private static @Nullable BusinessInstance inVain(
      @Nullable BusinessStream present, LaneRoute route) {
    if (route.failedAt() != null || present == null) {
      return route.failedAt();
    }
    return present.isEnded() ? present.instance() : null;
  }

  private static boolean isFine(BusinessStream stream, LaneRoute route) {
    return !stream.isEnded()
        && stream.service().equals(route.service())
        && stream.instance() != route.failedAt();
  }

  private static boolean isBest(LaneRoute route, BusinessInstances instances, long nowNanos) {
    return route.isAtHomeIn(instances)
        || route.isChosenFrom(instances, nowNanos - RETURN_AFTER_NANOS);
  }

  /** Opens those to the service's instances, before a lane needs one. */
  void openAhead(Service service, ServiceBudget budget) {
    for (BusinessInstance instance : businesses.instances(service).all()) {
      if (streams.size() < MAX_OPENED_AHEAD) {
        streams.computeIfAbsent(
            new BusinessStream.Key(service, instance),
            key -> new BusinessStream(loop, key, budget, listener, nanoClock.getAsLong()));
      }
    }
  }

  /** True when all that are open take batches. */
  boolean areReady() {
    return streams.values().stream().allMatch(BusinessStream::isReady);
  }

  void remove(BusinessStream stream) {
    streams.remove(new BusinessStream.Key(stream.service(), stream.instance()), stream);
  }

  void forEach(Consumer<BusinessStream> action) {
    List.copyOf(streams.values()).forEach(action);
  }

  /**
   * Ends streams whose business owes an answer for longer than the service's time limit, or could
   * not even be reached: a stopped process's kernel still accepts connections for it.
   */
  void endSlow() {
    long now = nanoClock.getAsLong();
    forEach(stream -> {
      long limitNanos = stream.service().timeLimit().toNanos();
      if (stream.isUnreachedSince(now - Math.max(limitNanos, REACH_WITHIN_NANOS))) {
        stream.instance().takeOut(); // each try keeps lanes waiting
        end(stream, "not reached in time");
      } else if (stream.hasBatchOlderThan(now - limitNanos)) {
        end(stream, "no answer within " + stream.service().timeLimit());
      }
    });
  }

  private void end(BusinessStream stream, String why) {
    listener.ended(stream, why); // first, as gRPC may tell of the end while it is being called
    stream.cancel(why);
  }

  /**
   * Takes idle lanes off streams of services and instances that are not in force any more, and ends
   * streams that nobody uses.
   */
  void endUnused(ServiceTable services) {
    long now = nanoClock.getAsLong();
    forEach(stream -> {
      boolean inForce = isInForce(stream, services);
      if (!inForce) {
        List.copyOf(stream.lanes()).stream()
            .filter(route -> route.openBatch() == null)
            .forEach(LaneRoute::leaveStream);
      }
      if (stream.isUnusedSince(inForce ? now - UNUSED_FOR_NANOS : now)) {
        stream.closeAll();
        remove(stream);
        stream.cancel("not used any more");
      }
    });
  }

  private boolean isInForce(BusinessStream stream, ServiceTable services) {
    Service service = stream.service();
    return services.find(service.app(), service.id()).filter(service::equals).isPresent()
        && businesses.instances(service).all().contains(stream.instance());
  }
}
