package io.drawbridge.gateway;

import io.drawbridge.gateway.attach.Revocations;
import io.drawbridge.gateway.connection.Buffers;
import io.drawbridge.gateway.directory.Directory;
import io.drawbridge.gateway.directory.DirectoryState;
import io.drawbridge.gateway.drain.Drain;
import io.drawbridge.gateway.measure.GatewayMeasures;
import io.drawbridge.gateway.measure.PushOutcomes;
import io.drawbridge.gateway.peer.Hop;
import io.drawbridge.gateway.upstream.InstanceStates;
import io.drawbridge.process.telemetry.Metrics;
import io.drawbridge.process.telemetry.Series;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import java.util.List;
import java.util.Locale;

/** What a gateway tells of itself at {@code /metrics}; reads counters that are there anyway. */
final class GatewayMetrics {
  private static final List<String> DIRECTION = List.of("direction");

  private final Metrics metrics;

  private GatewayMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  static void register(
      Metrics metrics,
      GatewayConfig config,
      GatewayMeasures measures,
      ClientSide clients,
      PeerSide peers,
      FleetSide fleet) {
    GatewayMetrics gateway = new GatewayMetrics(metrics);
    gateway.clients(measures, config.capacity().connections());
    gateway.messages(measures);
    gateway.latencies(measures);
    gateway.pushes(measures.pushOutcomes());
    gateway.businesses(clients);
    gateway.surroundings(clients.drain(), peers.directory());
    gateway.neighbours(peers);
    gateway.regions(config, peers);
    gateway.fleet(fleet, config.controlPlanes().size());
    gateway.buffers();
    gateway.kept(clients.buffers(), measures);
    gateway.messages(clients, config.limits().messageBytes());
    gateway.resumes(clients);
    DoorMetrics.register(metrics, clients.door(), clients.admission());
    OverloadMetrics.register(metrics, clients.overload());
    PolicyMetrics.register(metrics, clients.policies());
  }

  private void messages(ClientSide clients, long limitBytes) {
    metrics.gauge(
        "drawbridge_gateway_kept_message_bytes",
        "Bytes of messages that wait for businesses or clients to acknowledge them.",
        clients::keptBytes);
    metrics.gauge(
        "drawbridge_gateway_kept_message_limit_bytes",
        "What these may become together.",
        () -> limitBytes);
    metrics.counter(
        "drawbridge_gateway_kept_message_refusals_total",
        "Messages not taken because no more may be kept, upstream (up) and pushes (down).",
        List.of("direction"),
        series -> clients.unkept().forEach((each, count) -> series.record(count, label(each))));
  }

  private void resumes(ClientSide clients) {
    metrics.gauge(
        "drawbridge_gateway_detached_sessions",
        "Sessions whose clients are away and may come back.",
        clients::detachedSessions);
    metrics.gauge(
        "drawbridge_gateway_detached_bytes",
        "Bytes of messages that detached sessions hold.",
        clients::detachedBytes);
    metrics.counter(
        "drawbridge_gateway_resumes_total",
        "Clients that came back: their session was here, was taken from another gateway, or was lost.",
        List.of("outcome"),
        series ->
            clients
                .resumes()
                .outcomes()
                .forEach((each, count) -> series.record(count, label(each))));
    metrics.counter(
        "drawbridge_gateway_resume_refusals_total",
        "Clients that were refused the session they asked for, by reason.",
        List.of("reason"),
        series ->
            clients
                .resumes()
                .refusals()
                .forEach((each, count) -> series.record(count, label(each))));
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static void access(Metrics metrics, KeySide keys, DoorSide door, Revocations revocations) {
    metrics.gauge(
        "drawbridge_gateway_token_keys_age_seconds",
        "Since the keys of clients' tokens were known to be those of their file or URL.",
        () -> keys.age().toMillis() / 1000.0);
    metrics.gauge(
        "drawbridge_gateway_keys_in_doubt",
        "1 while the keys of before are in force because their file or URL is wrong or gone, else 0.",
        List.of("keys"),
        series -> {
          series.record(flag(keys.tokenKeysInDoubt()), "tokens");
          series.record(flag(keys.resumeKeysInDoubt()), "resume");
          door.tls()
              .ifPresent(tls -> series.record(flag(tls.problem().isPresent()), "certificates"));
        });
    metrics.gauge(
        "drawbridge_gateway_revocations", "Revocations of tokens known.", revocations::size);
    metrics.counter(
        "drawbridge_gateway_revoked_total",
        "Tokens refused (token) and sessions ended (session) because of a revocation.",
        List.of("what"),
        series -> {
          series.record(revocations.refusedTokens(), "token");
          series.record(revocations.endedSessions(), "session");
        });
    metrics.counter(
        "drawbridge_gateway_revocations_given_up_total",
        "Revocations beyond the 10,000 that are kept; their tokens count again.",
        () -> (double) revocations.givenUp());
  }

  private void clients(GatewayMeasures measures, int limit) {
    metrics.gauge(
        "drawbridge_gateway_connections", "Client connections open.", measures::connections);
    metrics.gauge(
        "drawbridge_gateway_connection_limit", "Client connections it may have.", () -> limit);
    metrics.gauge("drawbridge_gateway_sessions", "Sessions open.", measures::sessions);
    metrics.counter(
        "drawbridge_gateway_connection_ends_total",
        "Client connections that ended, by the code of docs/errors.md.",
        List.of("reason"),
        series ->
            measures.connectionEnds().forEach((each, count) -> series.record(count, label(each))));
    metrics.counter(
        "drawbridge_gateway_strangers_closed_total",
        "Oldest of too many connections whose clients had not said who they are, closed.",
        () -> (double) measures.strangersClosed());
    metrics.counter(
        "drawbridge_gateway_accepts_total",
        "Sockets accepted, whatever became of them.",
        () -> (double) measures.totals().accepted());
  }

  private void messages(GatewayMeasures measures) {
    metrics.counter(
        "drawbridge_gateway_messages_total",
        "Messages from clients (in) and to clients (out).",
        DIRECTION,
        series ->
            inAndOut(series, measures.totals().messagesIn(), measures.totals().messagesOut()));
    metrics.counter(
        "drawbridge_gateway_message_bytes_total",
        "Bytes of the bodies of messages from clients (in) and to clients (out).",
        DIRECTION,
        series -> inAndOut(series, measures.totals().bytesIn(), measures.totals().bytesOut()));
    metrics.counter(
        "drawbridge_gateway_refusals_total",
        "Messages from clients that were answered by a NACK, for any reason.",
        () -> (double) measures.totals().refused());
  }

  private static void inAndOut(Series series, long in, long out) {
    series.record(in, "in");
    series.record(out, "out");
  }

  private void pushes(PushOutcomes outcomes) {
    metrics.counter(
        "drawbridge_gateway_push_outcomes_total",
        "What businesses were told about their pushes: one for each session of the target.",
        List.of("outcome"),
        series ->
            outcomes.forEach(
                (outcome, count) -> series.record(count, outcome.name().toLowerCase(Locale.ROOT))));
  }

  private void latencies(GatewayMeasures measures) {
    metrics.histogram(
        "drawbridge_gateway_loop_lag_seconds",
        "Lateness of the client loops' periodic tasks, up to the last report.",
        measures::loopLag);
    metrics.histogram(
        "drawbridge_gateway_routed_seconds",
        "From a message's decoding to its hand-over to a business, up to the last report.",
        measures::routed);
    metrics.histogram(
        "drawbridge_gateway_business_answer_seconds",
        "From a message's decoding to its acknowledgement by the business, up to the last report.",
        measures::businessAnswered);
  }

  private void businesses(ClientSide clients) {
    metrics.counter(
        "drawbridge_gateway_business_batches_total",
        "Batches sent to businesses.",
        () -> (double) clients.upstreamCounts().batches());
    metrics.counter(
        "drawbridge_gateway_business_resends_total",
        "Lanes whose batch was sent to a business a second time.",
        () -> (double) clients.upstreamCounts().resends());
    metrics.counter(
        "drawbridge_gateway_business_refusals_total",
        "Lanes whose messages were not taken by a business or not offered to it, by cause.",
        List.of("cause"),
        series ->
            clients
                .upstreamCounts()
                .forEachRefusal((each, count) -> series.record(count, label(each))));
    metrics.gauge(
        "drawbridge_gateway_business_instances",
        "Instances of a business that take calls (closed), take none (open), or are tried (half_open).",
        List.of("app", "service", "state"),
        series -> {
          for (InstanceStates states : clients.businessInstances()) {
            series.record(states.closed(), states.app(), states.service(), "closed");
            series.record(states.open(), states.app(), states.service(), "open");
            series.record(states.halfOpen(), states.app(), states.service(), "half_open");
          }
        });
  }

  private void surroundings(Drain drain, Directory directory) {
    metrics.gauge(
        "drawbridge_gateway_draining",
        "1 while its clients are asked to move, else 0.",
        () -> flag(drain.isDraining()));
    metrics.gauge(
        "drawbridge_gateway_directory_reachable",
        "1 while the region's directory in Redis answers, else 0.",
        () -> flag(directory.state() instanceof DirectoryState.Reachable));
    metrics.gauge(
        "drawbridge_gateway_directory_pending",
        "Directory entries that are still to be written or removed.",
        directory::pending);
  }

  private void fleet(FleetSide fleet, int controlPlanes) {
    metrics.gauge(
        "drawbridge_gateway_registered",
        "1 while its registration stands in etcd, else 0.",
        () -> flag(fleet.isRegistered()));
    metrics.gauge(
        "drawbridge_gateway_control_streams",
        "Control planes of its configuration that answer (up) or not (down).",
        List.of("state"),
        series -> {
          int down = fleet.silentControlPlanes().size();
          series.record(controlPlanes - down, "up");
          series.record(down, "down");
        });
    metrics.counter(
        "drawbridge_gateway_directives_total",
        "Steps of operations and other directives that want an answer, by the answer.",
        List.of("answer"),
        series ->
            fleet.directives().forEach((answer, count) -> series.record(count, label(answer))));
    metrics.gauge(
        "drawbridge_gateway_directive_epoch",
        "Leader's epoch of the newest directive obeyed; 0 before the first.",
        () -> fleet.directives().obeyed().getLeaderEpoch());
    metrics.gauge(
        "drawbridge_gateway_directive_fleet_generation",
        "Fleet generation of the newest directive obeyed; 0 before the first.",
        () -> fleet.directives().obeyed().getFleetGeneration());
  }

  private void neighbours(PeerSide peers) {
    metrics.counter(
        "drawbridge_gateway_disconnected_total",
        "Sessions ended because a business said so.",
        () -> (double) peers.disconnected());
    metrics.gauge(
        "drawbridge_gateway_neighbours",
        "Other gateways of the region that were heard within the last 3 s (heard) or not (silent).",
        List.of("state"),
        series -> {
          List<String> all = List.copyOf(peers.table().gateways());
          long heard =
              all.stream().filter(each -> peers.marks().isHeard(new Hop.Neighbour(each))).count();
          series.record(heard, "heard");
          series.record(all.size() - heard, "silent");
        });
  }

  private void regions(GatewayConfig config, PeerSide peers) {
    List<String> others =
        config.regions().stream().filter(each -> !each.equals(config.region())).toList();
    metrics.gauge(
        "drawbridge_gateway_region_heard",
        "1 while the other region was heard within the last 3 s, else 0.",
        List.of("other_region"),
        series ->
            others.forEach(
                each -> series.record(flag(peers.marks().isHeard(new Hop.Door(each))), each)));
    metrics.gauge(
        "drawbridge_gateway_home_pending",
        "1 while the other region still lacks entries of this gateway's sessions, else 0.",
        List.of("home"),
        series -> {
          List<String> pending = peers.homes().pending();
          others.forEach(each -> series.record(flag(pending.contains(each)), each));
        });
    metrics.gauge(
        "drawbridge_gateway_home_doubt",
        "1 while users with this home region who are not found count as UNAVAILABLE, else 0.",
        List.of("home"),
        series -> {
          series.record(flag(isDoubtful(peers, config.region())), config.region());
          others.forEach(each -> series.record(flag(isDoubtful(peers, each)), each));
        });
  }

  private static boolean isDoubtful(PeerSide peers, String home) {
    return !peers.directory().missIsTrustworthy() || peers.marks().doubt(home).isPresent();
  }

  private void buffers() {
    ByteBufAllocatorMetric buffers =
        ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
    metrics.gauge(
        "drawbridge_gateway_direct_memory_bytes",
        "Direct memory that the connections' buffers hold.",
        buffers::usedDirectMemory);
    double limit = PlatformDependent.estimateMaxDirectMemory();
    metrics.gauge(
        "drawbridge_gateway_direct_memory_limit_bytes",
        "What direct memory may become.",
        () -> limit);
  }

  private void kept(Buffers buffers, GatewayMeasures measures) {
    metrics.gauge(
        "drawbridge_gateway_buffered_bytes",
        "Bytes that sockets have not taken, and beginnings of frames.",
        buffers::used);
    metrics.gauge(
        "drawbridge_gateway_buffered_limit_bytes",
        "What these may become together.",
        buffers::most);
    metrics.counter(
        "drawbridge_gateway_closed_for_memory_total",
        "Connections closed because they kept most of the buffers, which were tight.",
        () -> (double) measures.closedForMemory());
    metrics.counter(
        "drawbridge_gateway_reads_paused_total",
        "Times that a connection was not read for a while because the buffers were full.",
        () -> (double) measures.readsPaused());
  }

  private static int flag(boolean holds) {
    return holds ? 1 : 0;
  }
}
