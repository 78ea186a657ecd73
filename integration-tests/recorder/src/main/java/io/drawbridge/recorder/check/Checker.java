package io.drawbridge.recorder.check;

import io.drawbridge.recorder.history.Entry;
import io.drawbridge.recorder.history.History;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads a history and finds what contradicts the guarantees. <i>At rest</i> means: somebody has
 * written QUIET, so nothing may be under way at the end. In terms of {@linkplain
 * io.drawbridge.recorder.history.Kind records}:
 *
 * <ul>
 *   <li><b>I1</b> Every ACKED message has an EFFECT, under the same lane number, at an earlier
 *       time.
 *   <li><b>I2</b> No message has two EFFECTs.
 *   <li><b>I3</b> A client's EFFECTs have rising lane numbers and rising message numbers, in the
 *       order of their file, and all one lane. Below an ACKED message every one was ACKED, REFUSED
 *       or has an EFFECT.
 *   <li><b>I4</b> No push is DELIVERED twice, or to a client it was not for. At rest: one told
 *       DELIVERED was; one told HELD was if its session has a connection now. To one client, pushes
 *       of one business process that were told DELIVERED at their first attempt came in the order
 *       of PUSHED; replies within a session in that of REPLIED.
 *   <li><b>I5</b> Connect numbers of a client's EFFECTs never fall, nor do those of its RECEIVED in
 *       one process. No two connections share a session for longer than a CLOSE may travel, 2 s,
 *       nor at the end; the first is told that it is new, all others that it goes on.
 *   <li><b>I6</b> At rest: what gateways count as connections, and the kernel as sockets, is the
 *       number of clients that are connected, as is that of sessions; none is detached. What nobody
 *       has written down as a GAUGE is not compared.
 *   <li><b>I7</b> A message ends once at most, at rest exactly once, and a refusal has a reason. A
 *       push has at most one fate of its session for each attempt, at rest one of its session or of
 *       the target at least, unless its process was KILLED.
 * </ul>
 *
 * <p><i>history</i> is what no participant of ours writes: the files are damaged, or somebody
 * invents messages.
 */
public final class Checker {
  private final Violations violations = new Violations();
  private final Map<Integer, Messages> messages = new HashMap<>();
  private final Map<Integer, Arrivals> arrivals = new HashMap<>();
  private final Map<Long, Pushes> pushes = new HashMap<>();
  private final Set<Long> killed = new HashSet<>();
  private final Connections connections = new Connections(violations);

  private Checker() {}

  /** Reads the folder's files as they are now. */
  public static Report check(Path folder) throws IOException {
    Checker checker = new Checker();
    History.of(folder).read(checker::visit);
    return checker.finish();
  }

  private void visit(Path file, long index, Entry entry) {
    Where where = new Where(file, index);
    switch (entry.kind()) {
      case SEND -> messages(entry).sent(entry, where);
      case ACKED -> messages(entry).acked(entry, where);
      case REFUSED -> messages(entry).refused(entry, where);
      case FAILED -> messages(entry).failed(entry, where);
      case RECEIVED -> messages(entry).received(entry, where);
      case EFFECT -> messages(entry).effect(entry, where);
      case CONNECTED -> connections.connected(entry, where);
      case LOST, CLOSED -> connections.lost(entry);
      case PUSHED, REPLIED -> pushes(entry.number()).pushed(entry, where);
      case FATE -> pushes(entry.number()).fate(entry, where);
      case DELIVERED -> delivered(entry, where);
      case KILLED -> killed.add(entry.number());
      case QUIET -> connections.quiet(where);
      case GAUGE -> connections.gauge(entry);
      case ANSWERED -> {} // for people who look at a history
    }
  }

  private void delivered(Entry entry, Where where) {
    pushes(entry.number()).delivered(entry, where);
    arrivals
        .computeIfAbsent(entry.client(), client -> new Arrivals(client, violations))
        .delivered(entry, where);
  }

  private Messages messages(Entry entry) {
    return messages.computeIfAbsent(entry.client(), client -> new Messages(client, violations));
  }

  private Pushes pushes(long push) {
    return pushes.computeIfAbsent(
        Pushes.instanceOf(push), instance -> new Pushes(instance, violations));
  }

  private Report finish() {
    boolean atRest = connections.isAtRest();
    Map<Long, Session> live = connections.live();
    messages.values().forEach(each -> each.finish(atRest));
    arrivals.values().forEach(each -> each.finish(this::pushes));
    pushes.forEach((instance, each) -> each.finish(atRest, killed.contains(instance), live));
    connections.finish();
    return new Report(
        messages.values().stream().mapToLong(Messages::last).sum(),
        violations.counts(),
        violations.first(),
        connections.resumed().toString(),
        connections.renewed().toString());
  }
}
