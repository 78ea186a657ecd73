package io.drawbridge.gateway.upstream;

import io.drawbridge.gateway.session.ClientInstance;
import io.drawbridge.gateway.session.Lane;
import io.drawbridge.gateway.session.Session;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Where a lane's batches go, and how often in vain. Threads: the session's loop. */
final class LaneRoute implements Lane.Route {
  private final Session session;
  private Service service;
  private final Lane lane;
  private final ServiceBudget budget;
  private final long hash;
  private @Nullable BusinessStream stream;
  private @Nullable BusinessInstances chosenFrom;
  private boolean displaced;
  private long chosenNanos;
  private int number; // 0: not told to the stream
  private int connectNumber; // as told with the number
  private @Nullable OpenBatch openBatch;
  private int failures;
  private @Nullable BusinessInstance failedAt;
  private boolean waiting;
  private long waitingSinceNanos;

  LaneRoute(Session session, Service service, Lane lane, ServiceBudget budget) {
    this.session = session;
    this.service = service;
    this.lane = lane;
    this.budget = budget;
    this.hash = hashOf(session.instance(), lane.service());
  }

  /** What {@link UpstreamLoop} keeps with the lane; null before it is used. */
  static @Nullable LaneRoute of(Lane lane) {
    return (LaneRoute) lane.route(); // nobody else keeps anything there
  }

  private static long hashOf(ClientInstance instance, int service) {
    long hash = instance.epoch();
    hash = BusinessInstances.mix(hash ^ instance.user().app().hashCode());
    hash = BusinessInstances.mix(hash ^ instance.user().user().hashCode());
    hash = BusinessInstances.mix(hash ^ instance.device().hashCode());
    return BusinessInstances.mix(hash ^ service);
  }

  Session session() {
    return session;
  }

  Service service() {
    return service;
  }

  /** The service as it is described now; false when that has not changed. */
  boolean describe(Service now) {
    boolean changed = !service.equals(now);
    service = now;
    return changed;
  }

  Lane lane() {
    return lane;
  }

  ServiceBudget budget() {
    return budget;
  }

  /** What the lane's instance is chosen by; equal on every gateway. */
  long hash() {
    return hash;
  }

  // Its place at a business.

  @Nullable BusinessStream stream() {
    return stream;
  }

  /** True when the choice was made among these instances, and fell on the first of them. */
  boolean isAtHomeIn(BusinessInstances instances) {
    return instances.equals(chosenFrom) && !displaced;
  }

  /** True when the choice was made among these instances, at this time or later. */
  boolean isChosenFrom(BusinessInstances instances, long sinceNanos) {
    return instances.equals(chosenFrom) && chosenNanos - sinceNanos >= 0;
  }

  /** The lane's next batches take this stream; it gets a number with the first of them. */
  void choose(BusinessStream next, BusinessInstances among, boolean displacedNow, long nowNanos) {
    if (stream != next) {
      leaveStream();
      stream = next;
    }
    chosenFrom = among;
    displaced = displacedNow;
    chosenNanos = nowNanos;
  }

  /** True when the stream knows the lane, under the dial that feeds it now. */
  boolean isNamed() {
    return number != 0 && connectNumber == session.connectNumber();
  }

  /** The lane's number on its stream. */
  int number() {
    return number;
  }

  /** The number is told with the next batch, and stands for the dial that feeds the lane now. */
  void name(int nextNumber) {
    number = nextNumber;
    connectNumber = session.connectNumber();
  }

  /** The dial that the stream was told. */
  int namedConnectNumber() {
    return connectNumber;
  }

  /** The stream forgets the lane; the next batch chooses anew. */
  void leaveStream() {
    if (stream != null && number != 0) {
      stream.endLane(number);
    }
    stream = null;
    number = 0;
  }

  // Its batch.

  void opened(OpenBatch batch) {
    openBatch = batch;
  }

  void closed() {
    openBatch = null;
  }

  @Nullable OpenBatch openBatch() {
    return openBatch;
  }

  /** Batches of this lane that failed since the last success. */
  int failures() {
    return failures;
  }

  /** Where the last of them was, if any: another instance is better. */
  @Nullable BusinessInstance failedAt() {
    return failedAt;
  }

  void failed() {
    failures++;
    failedAt = stream == null ? null : stream.instance();
  }

  void succeeded() {
    failures = 0;
    failedAt = null;
  }

  /** Marks the lane as waiting for the next flush; false when it was already. */
  boolean enqueue(long nowNanos) {
    boolean first = !waiting;
    if (first) {
      waiting = true;
      waitingSinceNanos = nowNanos;
    }
    return first;
  }

  /** When it began to wait for the flush, and for nothing else. */
  long waitingSinceNanos() {
    return waitingSinceNanos;
  }

  /** The level that its instance has told; 0 = none. */
  int toldLevel(LongSupplier nanoClock) {
    return stream == null ? 0 : stream.instance().level(nanoClock);
  }

  void dequeue() {
    waiting = false;
  }
}
