package io.drawbridge.gateway.upstream;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.UpstreamItem;
import io.drawbridge.proto.business.v1.LaneIdentity;
import io.drawbridge.proto.business.v1.LaneMessages;
import io.drawbridge.proto.business.v1.TraceContext;
import io.drawbridge.proto.business.v1.UpstreamBatch;
import io.drawbridge.proto.business.v1.UpstreamMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One batch while it is put together. */
final class BatchBuilder {
  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;
  private static final int MAX_LANES = 1_024;

  private final UpstreamBatch.Builder batch = UpstreamBatch.newBuilder();
  private final Map<Integer, LaneRoute> lanes = new LinkedHashMap<>();
  private final String gateway;
  private final long nowNanos;
  private int messages;
  private long bytes;

  BatchBuilder(String gateway, long nowNanos) {
    this.gateway = gateway;
    this.nowNanos = nowNanos;
  }

  /** True when further lanes should wait for the next batch. */
  boolean isFull() {
    return bytes >= UpstreamLoop.MAX_BATCH_BYTES || lanes.size() >= MAX_LANES;
  }

  void add(BusinessStream stream, LaneRoute route, List<UpstreamItem> items) {
    LaneMessages.Builder lane = batch.addLanesBuilder();
    if (!route.isNamed()) {
      stream.name(route);
      lane.setIdentity(identity(route.session()));
    }
    lane.setLane(route.number());
    for (UpstreamItem item : items) {
      lane.addMessages(message(item));
      bytes += item.body().size();
    }
    messages += items.size();
    lanes.put(route.number(), route);
  }

  /** Sends it, with the lanes that have ended meanwhile. */
  void send(BusinessStream stream) {
    long id = stream.nextBatch();
    batch
        .setId(id)
        .setApp(stream.service().app())
        .setService(stream.service().id())
        .addAllEndedLanes(stream.takeEndedLanes());
    if (id == 1) {
      batch.setGateway(gateway);
    }
    OpenBatch open = new OpenBatch(lanes, messages, nowNanos);
    lanes.values().forEach(route -> route.opened(open));
    stream.send(batch.build(), open);
  }

  private static LaneIdentity identity(Session session) {
    return LaneIdentity.newBuilder()
        .setUser(session.instance().user().user())
        .setDevice(session.instance().device())
        .setEpoch(session.instance().epoch())
        .setConnectNumber(session.connectNumber())
        .setSession(session.id().bytes())
        .build();
  }

  private static UpstreamMessage message(UpstreamItem item) {
    UpstreamMessage.Builder message =
        UpstreamMessage.newBuilder()
            .setSeq(item.seq())
            .setRepeat(item.repeat())
            .setBody(item.body());
    byte[] trace = item.trace();
    if (trace != null) {
      message.setTrace(
          TraceContext.newBuilder()
              .setTraceId(ByteString.copyFrom(trace, 0, TRACE_ID_BYTES))
              .setSpanId(ByteString.copyFrom(trace, TRACE_ID_BYTES, SPAN_ID_BYTES)));
    }
    return message.build();
  }
}
