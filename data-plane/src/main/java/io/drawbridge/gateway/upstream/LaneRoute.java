package io.drawbridge.gateway.upstream;

import io.drawbridge.gateway.session.ClientInstance;
import io.drawbridge.gateway.session.Lane;
import io.drawbridge.gateway.session.Session;
import org.jspecify.annotations.Nullable;

/** Where a lane's batches go, and how often in vain. Threads: the session's loop. */
final class LaneRoute {
  private final Session session;
  private Service service;
  private final Lane lane;
  private final long hash;
  private @Nullable BusinessStream stream;
  private int number;
  private int toldConnectNumber;
  private int failures;
  private boolean waiting;

  LaneRoute(Session session, Service service, Lane lane) {
    this.session = session;
    this.service = service;
    this.lane = lane;
    this.hash = hashOf(session.instance(), lane.service());
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

  /** What the lane's instance is chosen by; equal on every gateway. */
  long hash() {
    return hash;
  }

  @Nullable BusinessStream stream() {
    return stream;
  }

  /** The lane's number on its stream. */
  int number() {
    return number;
  }

  /** True when this stream knows the lane, and by the client's present dial. */
  boolean isKnownTo(BusinessStream asked) {
    return stream == asked && toldConnectNumber == session.connectNumber();
  }

  void use(BusinessStream nextStream, int nextNumber) {
    stream = nextStream;
    number = nextNumber;
    toldConnectNumber = session.connectNumber();
  }

  /** Batches of this lane that failed since the last success. */
  int failures() {
    return failures;
  }

  void failed() {
    failures++;
  }

  void succeeded() {
    failures = 0;
  }

  /** Marks the lane as waiting for the next flush; false when it was already. */
  boolean enqueue() {
    boolean first = !waiting;
    waiting = true;
    return first;
  }

  void dequeue() {
    waiting = false;
  }
}
