package io.drawbridge.gateway.upstream;

import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.overload.LoopOverload;
import io.drawbridge.gateway.policy.LoopPolicies;
import io.drawbridge.gateway.session.Lane;
import io.drawbridge.gateway.session.LaneStates;
import io.drawbridge.gateway.session.Refusal;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.UpstreamItem;
import io.drawbridge.proto.business.v1.LaneAnswer;
import io.drawbridge.proto.business.v1.Reply;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.client.v1.NackReason;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One loop's messages on their way to businesses. What one read pass brought leaves as one batch
 * for each business instance; a lane has at most one batch open, and changes its instance only
 * between batches.
 *
 * <p>Threads: the loop only.
 */
public final class UpstreamLoop implements BusinessStreamListener {
  /** Bodies in one batch; a quarter of what businesses accept by gRPC's default. */
  static final int MAX_BATCH_BYTES = 1 << 20;

  private static final long TIME_LIMIT_CHECK_MILLIS = 100;
  private static final long SWEEP_MILLIS = 1_000;
  private static final Logger log = LoggerFactory.getLogger(UpstreamLoop.class);

  private final Loop loop;
  private final Parts parts;
  private final BusinessStreams streams;
  private final LaneOutcomes outcomes;
  private final Judge judge;
  private final Map<BudgetKey, ServiceBudget> budgets = new HashMap<>(); // one for each service
  private final GatherTime gatherTime = new GatherTime();
  private List<LaneRoute> waiting = new ArrayList<>();
  private int seenWaiting; // of them, by gatherTime
  private boolean flushPlanned;

  /**
   * What all loops share.
   *
   * @param gateway id told to businesses
   * @param services those in force
   * @param policies this loop's alone
   * @param overload likewise
   * @param replies receives replies that ride on answers
   */
  public record Parts(
      String gateway,
      Businesses businesses,
      Supplier<ServiceTable> services,
      LoopPolicies policies,
      LoopOverload overload,
      ReplyListener replies,
      UpstreamCounts counts,
      LongSupplier nanoClock) {}

  private record BudgetKey(String app, int service) {}

  /** Not started yet. */
  public UpstreamLoop(Loop loop, Parts parts) {
    this.loop = loop;
    this.parts = parts;
    this.streams = new BusinessStreams(loop, parts.businesses(), this, parts.nanoClock());
    this.judge = new Judge(parts.policies(), parts.overload(), parts.nanoClock());
    this.outcomes =
        new LaneOutcomes(loop.measures(), parts.counts(), parts.nanoClock(), this::enqueue);
  }

  /** Begins to take part in the loop's batches. */
  public void start() {
    loop.atBatchEnd(this::flush);
    every(TIME_LIMIT_CHECK_MILLIS, streams::endSlow);
    every(SWEEP_MILLIS, this::sweep);
  }

  /** Opens streams to the services in force, so that the first messages need not wait for them. */
  public void openStreams() {
    parts.services().get().forEach(service -> streams.openAhead(service, budgetOf(service)));
  }

  /** True when all streams that are open take batches. */
  public boolean areStreamsReady() {
    return streams.areReady();
  }

  private void every(long millis, Runnable task) {
    var _ =
        loop.executor()
            .scheduleWithFixedDelay(
                () -> {
                  task.run();
                  loop.endBatch();
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
  }

  // Sessions.

  /**
   * Judges a message before it is taken.
   *
   * @return what its client is told; null = take it
   */
  public @Nullable Refusal judge(Session session, Service service, Lane lane, int bodyBytes) {
    return judge.judge(routeOf(session, service, lane), bodyBytes);
  }

  /** What of a client's messages is admitted now. */
  public LaneStates states() {
    return judge;
  }

  /** The lane has something for the business; it leaves at the end of this pass. */
  public void ready(Session session, Service service, Lane lane) {
    enqueue(routeOf(session, service, lane));
  }

  private LaneRoute routeOf(Session session, Service service, Lane lane) {
    LaneRoute route = LaneRoute.of(lane);
    if (route == null) {
      route = new LaneRoute(session, service, lane, budgetOf(service));
      lane.route(route);
    } else if (route.describe(service)) {
      log.debug("service {} is described anew; its lanes move between batches", service.name());
    }
    return route;
  }

  private ServiceBudget budgetOf(Service service) {
    return budgets.computeIfAbsent(
        new BudgetKey(service.app(), service.id()), _ -> new ServiceBudget(now()));
  }

  /** The session's lanes may send again what they hold, or begin to: it is from another process. */
  public void feed(Session session) {
    for (Lane lane : session.lanes()) {
      LaneRoute route = LaneRoute.of(lane);
      if (route != null) {
        enqueue(route);
      } else if (lane.isReady()) {
        begin(session, lane);
      }
    }
  }

  private void begin(Session session, Lane lane) {
    parts
        .services()
        .get()
        .find(session.instance().user().app(), lane.service())
        .ifPresentOrElse(
            service -> ready(session, service, lane),
            () ->
                session.nack(
                    lane.service(),
                    lane.refuse(),
                    Refusal.never(
                        NackReason.UNKNOWN_SERVICE,
                        "service: " + lane.service() + " (expected: one that is in force)")));
  }

  /** Forgets the session's lanes; what was not sent is the client's to send again. */
  public void sessionEnded(Session session) {
    for (Lane lane : session.lanes()) {
      LaneRoute route = LaneRoute.of(lane);
      if (route != null) {
        lane.route(null);
        OpenBatch batch = route.openBatch();
        if (batch != null) {
          batch.forget(route);
        }
        route.leaveStream();
      }
    }
  }

  // To businesses.

  private void enqueue(LaneRoute route) {
    if (route.lane().isReady() && route.session().mayFeed() && route.enqueue(now())) {
      waiting.add(route);
    }
  }

  private void flush() {
    int lanes = waiting.size();
    if (lanes == 0) {
      return;
    }
    long now = now();
    if (lanes > seenWaiting) {
      gatherTime.arrived(lanes - seenWaiting, now);
      seenWaiting = lanes;
    }
    long waitNanos = gatherTime.waitNanos(lanes, now);
    if (waitNanos <= 0) {
      gatherTime.sent(now);
      sendWaiting();
    } else if (!flushPlanned) {
      flushPlanned = true;
      var _ = loop.executor().schedule(this::plannedFlush, waitNanos, TimeUnit.NANOSECONDS);
    }
  }

  private void plannedFlush() {
    flushPlanned = false;
    gatherTime.sent(now());
    sendWaiting();
    loop.endBatch();
  }

  private void sendWaiting() {
    parts.overload().gatheredHasLeft();
    List<LaneRoute> routesNow = waiting;
    waiting = new ArrayList<>();
    seenWaiting = 0;
    Map<BusinessStream, BatchBuilder> batches = new LinkedHashMap<>();
    for (LaneRoute route : routesNow) {
      route.dequeue();
      if (route.session().mayFeed() && route.lane().isReady()) {
        addToBatch(route, batches);
      }
    }
    batches.forEach(this::send);
  }

  private void addToBatch(LaneRoute route, Map<BusinessStream, BatchBuilder> batches) {
    if (!route.budget().hasRoom(route.service())) {
      outcomes.full(route);
      return;
    }
    BusinessStream stream = streams.of(route);
    if (stream == null) {
      outcomes.unavailable(route);
      return;
    }
    BatchBuilder batch = batches.get(stream);
    if (batch != null && batch.isFull()) {
      batches.remove(stream);
      send(stream, batch);
      batch = null;
    }
    if (!stream.isReady()) {
      var _ = route.enqueue(now());
      stream.park(route);
      return;
    }
    List<UpstreamItem> items = openBatch(route);
    if (!items.isEmpty()) {
      if (batch == null) {
        batch = new BatchBuilder(parts.gateway(), now());
        batches.put(stream, batch);
      }
      batch.add(stream, route, items);
    }
  }

  private List<UpstreamItem> openBatch(LaneRoute route) {
    Lane lane = route.lane();
    long ackedBefore = lane.acked();
    List<UpstreamItem> items = lane.openBatch(MAX_BATCH_BYTES);
    if (lane.acked() > ackedBefore) {
      route.session().ack(lane);
    }
    if (items.isEmpty()) {
      return items;
    }
    long now = now();
    for (UpstreamItem item : items) {
      loop.measures().routedNanos(now - item.receivedNanos());
      // Behind the lane's batch of before it waited for the business, not for us.
      parts.overload().routed(now - Math.max(item.receivedNanos(), route.waitingSinceNanos()));
    }
    route.budget().opened(items.size());
    if (route.failures() > 0) {
      parts.counts().resent();
    } else {
      route.budget().retries().sent(now);
    }
    return items;
  }

  private void send(BusinessStream stream, BatchBuilder batch) {
    batch.send(stream);
    parts.counts().batchSent();
  }

  // From businesses.

  @Override
  public void ready(BusinessStream stream) {
    // The flush at the end of this mailbox batch sends what waits.
    for (LaneRoute route : stream.takeParked()) {
      route.dequeue();
      enqueue(route);
    }
  }

  @Override
  public void answered(BusinessStream stream, UpstreamAnswer answer) {
    answer.getRepliesList().forEach(reply -> deliver(stream, reply));
    OpenBatch batch = stream.close(answer.getBatch());
    if (batch == null) {
      return; // closed by its time limit, or it has nothing but replies to batches of before
    }
    stream.instance().told(answer.getLevel(), now());
    boolean sound = true;
    for (LaneAnswer laneAnswer : answer.getLanesList()) {
      LaneRoute route = batch.take(laneAnswer.getLane());
      if (route != null && route.session().isOpen()) {
        sound &= outcomes.answered(route, laneAnswer);
      }
    }
    boolean whole = failRest(batch); // a lane that the answer forgot must not wait for ever
    record(stream, sound && whole, batch);
    if (stream.isReady()) {
      ready(stream);
    }
  }

  private void record(BusinessStream stream, boolean succeeded, OpenBatch batch) {
    CircuitBreaker breaker = stream.instance().breaker();
    long tookNanos = now() - batch.sentNanos();
    if (succeeded) {
      breaker.onSuccess(tookNanos, TimeUnit.NANOSECONDS);
    } else {
      breaker.onError(tookNanos, TimeUnit.NANOSECONDS, new BatchFailed("lanes without an answer"));
    }
  }

  private void deliver(BusinessStream stream, Reply reply) {
    LaneRoute route = stream.lane(reply.getLane());
    if (route != null && (route.session().isOpen() || route.session().isHandedOver())) {
      parts.replies().reply(route.session(), route.lane().service(), reply);
    }
  }

  @Override
  public void ended(BusinessStream stream, String why) {
    if (stream.isEnded()) {
      return;
    }
    streams.remove(stream);
    log.info("stream to {} at {} ended: {}", stream.service().name(), stream.instance(), why);
    List<OpenBatch> batches = stream.closeAll();
    // One failure even without an open batch: else a dead instance is dialled in a tight circle.
    for (int i = 0; i < Math.max(1, batches.size()); i++) {
      stream.instance().breaker().onError(0, TimeUnit.NANOSECONDS, new BatchFailed(why));
    }
    for (OpenBatch batch : batches) {
      var _ = failRest(batch);
    }
    ready(stream); // those who waited for it choose again
  }

  /** False when there was a lane without an answer. */
  private boolean failRest(OpenBatch batch) {
    List<LaneRoute> rest = batch.takeAll();
    for (LaneRoute route : rest) {
      if (route.session().isOpen()) {
        outcomes.unanswered(route);
      }
    }
    return rest.isEmpty();
  }

  private void sweep() {
    streams.endUnused(parts.services().get());
    streams.forEach(stream -> {
      if (stream.hasEndedLanes() && stream.isReady()) {
        send(stream, new BatchBuilder(parts.gateway(), now()));
      }
    });
  }

  private long now() {
    return parts.nanoClock().getAsLong();
  }

  /** Receives what a business answers directly; on the loop. */
  public interface ReplyListener {
    void reply(Session session, int service, Reply reply);
  }

  /** What the breaker counts. */
  private static final class BatchFailed extends Exception {
    private static final long serialVersionUID = 1L;

    BatchFailed(String message) {
      super(message, null, false, false);
    }
  }
}
