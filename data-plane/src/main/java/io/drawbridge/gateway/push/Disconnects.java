package io.drawbridge.gateway.push;

import io.drawbridge.gateway.directory.DirectoryEntry;
import io.drawbridge.gateway.directory.GatewayId;
import io.drawbridge.gateway.peer.DisconnectRequests;
import io.drawbridge.gateway.peer.Hop;
import io.drawbridge.gateway.peer.PeerLines;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.client.v1.Close;
import io.drawbridge.proto.peer.v1.DisconnectOrder;
import io.drawbridge.proto.peer.v1.DisconnectOutcome;
import io.drawbridge.wire.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Ends sessions of one user because a business says so: those here at once, those of other gateways
 * of the region one hop away, those of other regions two, through the region's door.
 *
 * <p>Threads: any; never blocks; answers never fail.
 */
public final class Disconnects implements DisconnectRequests {
  /** A directory, and the way to a gateway and back. */
  private static final Duration NEIGHBOUR_WITHIN = Duration.ofSeconds(3);

  /** The same twice, and the way to the other region and back. */
  private static final Duration DOOR_WITHIN = Duration.ofSeconds(8);

  private final GatewayId own;
  private final SessionIndex sessions;
  private final Whereabouts whereabouts;
  private final PeerLines peers;
  private final LongAdder ended = new LongAdder();

  public Disconnects(
      GatewayId own, SessionIndex sessions, Whereabouts whereabouts, PeerLines peers) {
    this.own = own;
    this.sessions = sessions;
    this.whereabouts = whereabouts;
    this.peers = peers;
  }

  /** In all regions; {@code order} without its reach. */
  CompletableFuture<DisconnectOutcome> inFleet(DisconnectOrder order) {
    return wide(order, () -> whereabouts.inFleet(order.getApp(), order.getUser()));
  }

  @Override
  public CompletableFuture<DisconnectOutcome> disconnect(DisconnectOrder order) {
    return order.getWholeRegion()
        ? wide(order, () -> whereabouts.inRegion(order.getApp(), order.getUser()))
        : byOtherProcess(order, here(order));
  }

  /** In a hot restart they may be in either process. */
  private CompletableFuture<DisconnectOutcome> byOtherProcess(DisconnectOrder order, int here) {
    if (order.getThisProcessOnly() || !peers.hasOtherProcess()) {
      return CompletableFuture.completedFuture(outcome(here, List.of()));
    }
    Hop self = new Hop.Neighbour(own.gateway());
    DisconnectOrder there =
        order.toBuilder().setWholeRegion(false).setThisProcessOnly(true).build();
    return ask(self, there, 0).thenApply(done -> outcome(here + done.sessions(), done.problems()));
  }

  /** Ends a session that the gateway's other process has, in a hot restart. */
  public void endInOtherProcess(Session session, Close message) {
    UserKey user = session.instance().user();
    DisconnectOrder order =
        DisconnectOrder.newBuilder()
            .setApp(user.app())
            .setUser(user.user())
            .setSession(session.id().bytes())
            .setCode(message.getCode())
            .setText(message.getText())
            .build();
    var _ = byOtherProcess(order, 0);
  }

  /** Sessions ended here since the start. */
  public long ended() {
    return ended.sum();
  }

  private int here(DisconnectOrder order) {
    CloseReason reason = CloseReason.of(order.getCode()).orElse(CloseReason.CLOSED_BY_BUSINESS);
    Close message = Close.newBuilder().setCode(order.getCode()).setText(order.getText()).build();
    List<Session> meant =
        sessions.of(new UserKey(order.getApp(), order.getUser())).stream()
            .filter(session -> concerns(order, session))
            .toList();
    meant.forEach(session -> session.endSoon(reason, message));
    ended.add(meant.size());
    return meant.size();
  }

  private static boolean concerns(DisconnectOrder order, Session session) {
    boolean device =
        order.getDevice().isEmpty() || order.getDevice().equals(session.instance().device());
    return device
        && (order.getSession().isEmpty() || order.getSession().equals(session.id().bytes()));
  }

  private CompletableFuture<DisconnectOutcome> wide(
      DisconnectOrder order, Supplier<CompletableFuture<Whereabouts.Found>> look) {
    Set<Hop> asked = new HashSet<>();
    return byOtherProcess(order, here(order)).thenCompose(own -> wide(order, look, asked, own));
  }

  private CompletableFuture<DisconnectOutcome> wide(
      DisconnectOrder order,
      Supplier<CompletableFuture<Whereabouts.Found>> look,
      Set<Hop> asked,
      DisconnectOutcome here) {
    return look.get()
        .thenCompose(found -> elsewhere(order, found, asked))
        .thenCompose(first ->
            // A session may have moved between the look and the asking: its entry tells where to.
            first.complete
                ? CompletableFuture.completedFuture(first)
                : look.get()
                    .thenCompose(found -> elsewhere(order, found, asked))
                    .thenApply(first::and))
        .thenApply(total -> outcome(here.getSessions() + total.sessions, total.problems));
  }

  /**
   * What other gateways did.
   *
   * @param complete as many sessions were ended as the directories named
   */
  private record Done(int sessions, List<String> problems, boolean complete) {
    Done and(Done other) {
      List<String> all = new ArrayList<>(problems);
      other.problems.stream().filter(problem -> !all.contains(problem)).forEach(all::add);
      return new Done(sessions + other.sessions, all, complete && other.complete);
    }
  }

  /** Asks the gateways and doors that were not asked before. */
  private CompletableFuture<Done> elsewhere(
      DisconnectOrder order, Whereabouts.Found found, Set<Hop> asked) {
    Map<Hop, Integer> named = new HashMap<>();
    for (DirectoryEntry entry : found.entries()) {
      boolean meant = order.getDevice().isEmpty() || order.getDevice().equals(entry.device());
      if (meant && !entry.at().equals(own) && !asked.contains(hop(entry))) {
        named.merge(hop(entry), 1, Integer::sum);
      }
    }
    asked.addAll(named.keySet());
    CompletableFuture<Done> all =
        CompletableFuture.completedFuture(new Done(0, found.gaps(), true));
    for (Map.Entry<Hop, Integer> each : named.entrySet()) {
      all = all.thenCombine(ask(each.getKey(), order, each.getValue()), Done::and);
    }
    return all;
  }

  private Hop hop(DirectoryEntry entry) {
    return entry.at().region().equals(own.region())
        ? new Hop.Neighbour(entry.at().gateway())
        : new Hop.Door(entry.at().region());
  }

  private CompletableFuture<Done> ask(Hop hop, DisconnectOrder order, int named) {
    boolean door = hop instanceof Hop.Door;
    return peers
        .disconnect(
            hop,
            order.toBuilder().setWholeRegion(door).build(),
            door ? DOOR_WITHIN : NEIGHBOUR_WITHIN)
        .handle((answer, error) ->
            answer == null
                ? new Done(0, List.of(hop + ": " + error.getMessage()), true)
                : new Done(
                    answer.getSessions(), answer.getProblemsList(), answer.getSessions() >= named));
  }

  private static DisconnectOutcome outcome(int sessions, List<String> problems) {
    return DisconnectOutcome.newBuilder().setSessions(sessions).addAllProblems(problems).build();
  }
}
