package io.drawbridge.gateway.upstream;

import io.drawbridge.gateway.connection.Loop;
import io.drawbridge.gateway.session.Lane;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.Session.Refusal;
import io.drawbridge.gateway.session.UpstreamItem;
import io.drawbridge.proto.business.v1.LaneAnswer;
import io.drawbridge.proto.business.v1.Reply;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.client.v1.NackReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One loop's messages on their way to businesses. What one read pass brought leaves as one batch
 * for each business instance; a lane has at most one batch open.
 *
 * <p>Threads: the loop only.
 */
public final class UpstreamLoop implements BusinessStreamListener {
  /** A batch that failed on two instances is refused; the client's retry comes after a pause. */
  static final int MAX_FAILURES = 2;

  /** Bodies in one batch; a quarter of what businesses accept by gRPC's default. */
  static final int MAX_BATCH_BYTES = 1 << 20;

  static final int UNAVAILABLE_RETRY_MILLIS = 500;

  /** Ended lanes ride on the next batch; so many are worth one of their own. */
  private static final int ENDED_LANES_ALONE = 256;

  private static final long TIME_LIMIT_CHECK_MILLIS = 100;

  /** A cold connection takes longer than an answer may. */
  private static final long REACH_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final Logger log = LoggerFactory.getLogger(UpstreamLoop.class);

  private final Loop loop;
  private final String gateway;
  private final Businesses businesses;
  private final ReplyListener replies;
  private final LongSupplier nanoClock;
  private final Map<Lane, LaneRoute> routes = new HashMap<>();
  private final Map<StreamKey, BusinessStream> streams = new HashMap<>();
  private final Map<BusinessStream, List<Integer>> endedLanes = new HashMap<>();
  private List<LaneRoute> waiting = new ArrayList<>();

  private record StreamKey(Service service, BusinessInstance instance) {}

  /**
   * Not started yet.
   *
   * @param gateway id told to businesses
   * @param replies receives replies that ride on answers
   */
  public UpstreamLoop(
      Loop loop,
      String gateway,
      Businesses businesses,
      ReplyListener replies,
      LongSupplier nanoClock) {
    this.loop = loop;
    this.gateway = gateway;
    this.businesses = businesses;
    this.replies = replies;
    this.nanoClock = nanoClock;
  }

  /** Begins to take part in the loop's batches. */
  public void start() {
    loop.atBatchEnd(this::flush);
    var _ =
        loop.executor()
            .scheduleWithFixedDelay(
                this::endSlowStreams,
                TIME_LIMIT_CHECK_MILLIS,
                TIME_LIMIT_CHECK_MILLIS,
                TimeUnit.MILLISECONDS);
  }

  /** The lane has something for the business; it leaves at the end of this pass. */
  public void ready(Session session, Service service, Lane lane) {
    LaneRoute route = routes.get(lane);
    if (route == null) {
      route = new LaneRoute(session, service, lane);
      routes.put(lane, route);
    } else if (route.describe(service)) {
      log.debug("service {} is described anew; its lanes move between batches", service.name());
    }
    enqueue(route);
  }

  /** Forgets the session's lanes; what was not sent is the client's to send again. */
  public void sessionEnded(Session session) {
    for (Lane lane : session.lanes()) {
      LaneRoute route = routes.remove(lane);
      if (route != null) {
        leaveStream(route);
      }
    }
  }

  /** The session's lanes may send again what they hold. */
  public void feed(Session session) {
    for (Lane lane : session.lanes()) {
      LaneRoute route = routes.get(lane);
      if (route != null) {
        enqueue(route);
      }
    }
  }

  private void leaveStream(LaneRoute route) {
    BusinessStream stream = route.stream();
    if (stream != null && !stream.isEnded()) {
      endedLanes.computeIfAbsent(stream, _ -> new ArrayList<>()).add(route.number());
    }
  }

  private void enqueue(LaneRoute route) {
    if (route.lane().isReady() && route.session().mayFeed() && route.enqueue()) {
      waiting.add(route);
    }
  }

  private void flush() {
    if (waiting.isEmpty() && endedLanes.isEmpty()) {
      return;
    }
    List<LaneRoute> routesNow = waiting;
    waiting = new ArrayList<>();
    Map<BusinessStream, BatchBuilder> batches = new LinkedHashMap<>();
    for (LaneRoute route : routesNow) {
      route.dequeue();
      if (route.session().mayFeed() && route.lane().isReady()) {
        addToBatch(route, batches);
      }
    }
    batches.forEach((stream, batch) -> batch.send(stream, takeEndedLanes(stream)));
    sendEndedLanesAlone();
  }

  private void sendEndedLanesAlone() {
    endedLanes.entrySet().removeIf(this::sentAlone);
  }

  private boolean sentAlone(Map.Entry<BusinessStream, List<Integer>> ended) {
    BusinessStream stream = ended.getKey();
    boolean due = ended.getValue().size() >= ENDED_LANES_ALONE && stream.isReady();
    if (due) {
      new BatchBuilder(gateway, nanoClock.getAsLong()).send(stream, ended.getValue());
    }
    return due;
  }

  private void addToBatch(LaneRoute route, Map<BusinessStream, BatchBuilder> batches) {
    BusinessStream stream = streamFor(route);
    if (stream == null) {
      refuseUnavailable(route);
      return;
    }
    BatchBuilder batch = batches.get(stream);
    if (!stream.isReady() || (batch != null && batch.isFull())) {
      enqueue(route); // goes with the next flush: the stream's ready call, or the next pass
      return;
    }
    long ackedBefore = route.lane().acked();
    List<UpstreamItem> items = route.lane().openBatch(MAX_BATCH_BYTES);
    if (route.lane().acked() > ackedBefore) {
      route.session().ack(route.lane());
    }
    if (items.isEmpty()) {
      return;
    }
    if (batch == null) {
      batch = new BatchBuilder(gateway, nanoClock.getAsLong());
      batches.put(stream, batch);
    }
    if (!route.isKnownTo(stream)) {
      leaveStream(route);
    }
    batch.add(stream, route, items);
    recordRouted(items);
  }

  /**
   * The lane's stream while it lives, else one to the instance its hash and the breakers choose.
   */
  private @Nullable BusinessStream streamFor(LaneRoute route) {
    BusinessStream present = route.stream();
    boolean fits = present != null && present.service().equals(route.service());
    if (present != null && fits && !present.isEnded() && route.failures() == 0) {
      return present;
    }
    BusinessInstance avoid = present == null ? null : present.instance();
    BusinessInstance instance = businesses.instances(route.service()).choose(route.hash(), avoid);
    if (instance == null) {
      return null;
    }
    return streams.computeIfAbsent(
        new StreamKey(route.service(), instance),
        key ->
            new BusinessStream(loop, key.service(), key.instance(), this, nanoClock.getAsLong()));
  }

  private List<Integer> takeEndedLanes(BusinessStream stream) {
    List<Integer> ended = endedLanes.remove(stream);
    return ended == null ? List.of() : ended;
  }

  private void recordRouted(List<UpstreamItem> items) {
    long now = nanoClock.getAsLong();
    for (UpstreamItem item : items) {
      loop.measures().routedNanos(now - item.receivedNanos());
    }
  }

  private void recordAnswered(UpstreamItem item) {
    loop.measures().businessAnsweredNanos(nanoClock.getAsLong() - item.receivedNanos());
  }

  @Override
  public void ready() {
    // The flush at the end of this mailbox batch sends what waits.
  }

  @Override
  public void answered(BusinessStream stream, UpstreamAnswer answer) {
    OpenBatch batch = stream.close(answer.getBatch());
    if (batch == null) {
      return; // closed by its time limit before the answer came
    }
    long tookNanos = nanoClock.getAsLong() - batch.sentNanos();
    stream.instance().breaker().onSuccess(tookNanos, TimeUnit.NANOSECONDS);
    answer.getRepliesList().forEach(reply -> deliver(batch, reply));
    for (LaneAnswer laneAnswer : answer.getLanesList()) {
      LaneRoute route = batch.take(laneAnswer.getLane());
      if (route != null && route.session().isOpen()) {
        apply(laneAnswer, route);
      }
    }
    failAll(batch, stream); // a lane that the answer forgot must not wait for ever
  }

  private void apply(LaneAnswer answer, LaneRoute route) {
    Lane lane = route.lane();
    long ackedBefore = lane.acked();
    long lastInBatch = lane.lastInBatch();
    if (!lane.accepted(answer.getAcceptedTo(), this::recordAnswered)) {
      fail(route);
      return;
    }
    route.succeeded();
    if (lane.acked() > ackedBefore) {
      route.session().ack(lane);
    }
    if (answer.hasRefusal()) {
      route.session().nack(lane.service(), lane.refuse(), Refusals.of(answer.getRefusal()));
    } else if (lane.acked() < lastInBatch) {
      Refusal refusal =
          Refusal.later(NackReason.BUSY, UNAVAILABLE_RETRY_MILLIS, "the business took only a part");
      route.session().nack(lane.service(), lane.refuse(), refusal);
    }
    enqueue(route);
  }

  private void deliver(OpenBatch batch, Reply reply) {
    LaneRoute route = batch.lane(reply.getLane());
    if (route != null && route.session().isOpen()) {
      replies.reply(route.session(), route.lane().service(), reply);
    }
  }

  @Override
  public void ended(BusinessStream stream, String why) {
    if (stream.isEnded()) {
      return;
    }
    streams.remove(new StreamKey(stream.service(), stream.instance()), stream);
    endedLanes.remove(stream);
    log.info("stream to {} at {} ended: {}", stream.service().name(), stream.instance(), why);
    // One failure even without an open batch: else a dead instance is dialled in a tight circle.
    stream.instance().breaker().onError(0, TimeUnit.NANOSECONDS, new StreamEnded(why));
    for (OpenBatch batch : stream.closeAll()) {
      failAll(batch, stream);
    }
  }

  private void failAll(OpenBatch batch, BusinessStream stream) {
    for (LaneRoute route : batch.lanes()) {
      if (route.session().isOpen() && route.stream() == stream) {
        fail(route);
      }
    }
  }

  /** The lane's batch may or may not have arrived: it is sent again, flagged, or refused. */
  private void fail(LaneRoute route) {
    route.lane().reopen();
    route.failed();
    if (route.failures() >= MAX_FAILURES) {
      refuseUnavailable(route);
    } else {
      enqueue(route);
    }
  }

  private void refuseUnavailable(LaneRoute route) {
    Lane lane = route.lane();
    route.succeeded(); // the client's retry starts with a clean slate
    Refusal refusal =
        Refusal.later(
            NackReason.UNAVAILABLE,
            UNAVAILABLE_RETRY_MILLIS,
            "no instance of service " + route.service().name() + " answers");
    route.session().nack(lane.service(), lane.refuse(), refusal);
  }

  /**
   * Ends streams whose business owes an answer for longer than the service's time limit, or could
   * not even be reached: a stopped process's kernel still accepts connections for it.
   */
  private void endSlowStreams() {
    long now = nanoClock.getAsLong();
    for (BusinessStream stream : List.copyOf(streams.values())) {
      long limitNanos = stream.service().timeLimit().toNanos();
      if (stream.isUnreachedSince(now - Math.max(limitNanos, REACH_WITHIN_NANOS))) {
        stream.instance().breaker().transitionToOpenState(); // each try keeps lanes waiting
        endSlow(stream, "not reached in time");
      } else if (stream.hasBatchOlderThan(now - limitNanos)) {
        endSlow(stream, "no answer within " + stream.service().timeLimit());
      }
    }
    loop.endBatch();
  }

  private void endSlow(BusinessStream stream, String why) {
    stream.cancel(why);
    ended(stream, why);
  }

  /** Receives what a business answers directly; on the loop. */
  public interface ReplyListener {
    void reply(Session session, int service, Reply reply);
  }

  /** What the breaker counts. */
  private static final class StreamEnded extends Exception {
    private static final long serialVersionUID = 1L;

    StreamEnded(String message) {
      super(message, null, false, false);
    }
  }
}
