package io.drawbridge.gateway.push;

import io.drawbridge.gateway.directory.Directory;
import io.drawbridge.gateway.directory.HomeDirectories;
import io.drawbridge.gateway.peer.Marks;
import io.drawbridge.gateway.peer.PeerRequests;
import io.drawbridge.gateway.push.Errand.Reach;
import io.drawbridge.gateway.push.PushTurns.Part;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.Tombstones;
import io.drawbridge.gateway.session.Tombstones.Tombstone;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.business.v1.PushMessage;
import io.drawbridge.proto.business.v1.SessionFate;
import io.drawbridge.proto.business.v1.SessionTarget;
import io.drawbridge.proto.business.v1.Target;
import io.drawbridge.proto.peer.v1.ForwardedPush;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Finds the sessions a push is for: those here at once, the others by {@link RemoteDelivery}.
 *
 * <p>Threads: any; never blocks. Pushes to one user keep their order on each path: local deliveries
 * by their loop's mailbox, others because directories answer in the order they were asked. Between
 * paths {@link PushTurns} keeps it.
 */
public final class PushRouter implements PeerRequests {
  private final SessionIndex sessions;
  private final Tombstones tombstones;
  private final Directory directory;
  private final HomeDirectories homes;
  private final Marks marks;
  private final LocalDelivery local;
  private final RemoteDelivery remote;
  private final PushTurns turns;

  /** What finds sessions, here and elsewhere. */
  public record Parts(
      SessionIndex sessions,
      Tombstones tombstones,
      Directory directory,
      HomeDirectories homes,
      Marks marks) {}

  public PushRouter(
      Parts parts, LocalDelivery local, RemoteDelivery remote, LongSupplier nanoClock) {
    this.turns = new PushTurns(nanoClock);
    this.sessions = parts.sessions();
    this.tombstones = parts.tombstones();
    this.directory = parts.directory();
    this.homes = parts.homes();
    this.marks = parts.marks();
    this.local = local;
    this.remote = remote;
  }

  /** Delivers a checked push and tells its fates once, on any thread. */
  void route(String app, PushMessage push, Consumer<List<SessionFate>> answer) {
    Target target = push.getTarget();
    String user = Errand.userOf(target);
    UserKey key = new UserKey(app, user);
    String home = homes.homeOf(app, user);
    PushTurns.Place place = turns.enter(key, local.deadlineOf(push));
    FateCollector fates =
        new FateCollector(
            doubt(marks.doubt(home)),
            (told, doubt) -> {
              answer.accept(told.isEmpty() ? List.of(missed(doubt)) : told);
              place.leave();
            });
    Errand errand =
        new Errand(
            app, user, push, new Reach.Fleet(home), fates, Optional.of(place), List.of(), false);
    errand.go(Part.HERE, sessions.of(key), () -> begin(errand, key));
  }

  private void begin(Errand errand, UserKey user) {
    Target target = errand.push().getTarget();
    List<Session> here = wanted(sessions.of(user), target);
    local.deliver(errand.push(), here, errand.fates(), remote);
    if (target.hasSession() && !here.isEmpty()) {
      errand.fates().part(List.of());
    } else {
      remote.find(errand.servedTo(here));
    }
  }

  private static List<Session> wanted(List<Session> ofUser, Target target) {
    if (!target.hasSession()) {
      return ofUser;
    }
    SessionTarget one = target.getSession();
    return ofUser.stream()
        .filter(session -> session.id().bytes().equals(one.getSession()))
        .toList();
  }

  /** Asked before any directory is: what is written meanwhile is then not denied. */
  private String doubt(Optional<String> ofOthers) {
    return directory.missIsTrustworthy()
        ? ofOthers.orElse("")
        : "the directory is not complete yet";
  }

  private static SessionFate missed(String doubt) {
    return doubt.isEmpty()
        ? FateCollector.fate(Outcome.OFFLINE, "no such session")
        : FateCollector.fate(Outcome.UNAVAILABLE, "no session found, and " + doubt);
  }

  @Override
  public void deliver(ForwardedPush forwarded, FateListener listener) {
    deliver(forwarded, listener, !forwarded.getThisProcessOnly() && remote.hasOtherProcess());
  }

  /**
   * In a hot restart each session is in one of two processes, or in both for a moment, and moves
   * from one to the other meanwhile: who is not here may be there, or have come since.
   */
  private void deliver(ForwardedPush forwarded, FateListener listener, boolean asksOther) {
    List<Session> entered = entered(forwarded);
    List<Tombstone> moved = moved(forwarded, entered);
    if (entered.isEmpty() && moved.isEmpty()) {
      if (asksOther) {
        remote.inOtherProcess(
            forwarded,
            new FateListener() {
              @Override
              public void fates(List<SessionFate> fates) {
                listener.fates(fates);
              }

              @Override
              public void notHere() {
                deliver(forwarded, listener, false);
              }
            });
      } else {
        listener.notHere();
      }
      return;
    }
    PushMessage push = forwarded.getPush();
    FateCollector fates = new FateCollector("", (told, _) -> listener.fates(told));
    Set<Long> elsewhere = new HashSet<>(forwarded.getEpochsList());
    entered.forEach(session -> elsewhere.remove(session.instance().epoch()));
    moved.forEach(tombstone -> elsewhere.remove(tombstone.instance().epoch()));
    if (asksOther && !elsewhere.isEmpty()) {
      fates.addPart();
      deliver(
          forwarded.toBuilder().clearEpochs().addAllEpochs(elsewhere).build(), partOf(fates), true);
    }
    local.deliver(push, wanted(entered, push.getTarget()), fates, remote);
    for (Tombstone there : moved) {
      fates.addPart();
      remote.followTo(there.instance(), push, there.movedTo(), fates);
    }
    fates.part(List.of());
  }

  private static FateListener partOf(FateCollector whole) {
    return new FateListener() {
      @Override
      public void fates(List<SessionFate> fates) {
        whole.part(fates);
      }

      @Override
      public void notHere() {
        whole.part(List.of());
      }
    };
  }

  /** Client instances that the sender's directory still places here, though they have moved on. */
  private List<Tombstone> moved(ForwardedPush forwarded, List<Session> entered) {
    UserKey user = new UserKey(forwarded.getApp(), Errand.userOf(forwarded.getPush().getTarget()));
    Set<Long> gone = new HashSet<>(forwarded.getEpochsList());
    entered.forEach(session -> gone.remove(session.instance().epoch()));
    return gone.stream().flatMap(epoch -> tombstones.of(user, epoch).stream()).toList();
  }

  @Override
  public void deliverInRegion(ForwardedPush forwarded, FateListener listener) {
    PushMessage push = forwarded.getPush();
    List<Session> entered = entered(forwarded);
    Set<Long> elsewhere = new HashSet<>(forwarded.getEpochsList());
    entered.forEach(session -> elsewhere.remove(session.instance().epoch()));
    if (elsewhere.isEmpty()) {
      deliver(forwarded, listener);
      return;
    }
    InRegion told = new InRegion(listener);
    String user = Errand.userOf(push.getTarget());
    PushTurns.Place place =
        turns.enter(new UserKey(forwarded.getApp(), user), local.deadlineOf(push));
    FateCollector fates =
        new FateCollector(
            doubt(marks.regionDoubt()),
            (all, doubt) -> {
              told.tell(all, doubt);
              place.leave();
            });
    if (!entered.isEmpty()) {
      told.found();
      local.deliver(push, wanted(entered, push.getTarget()), fates, remote);
    }
    Reach reach = new Reach.Region(elsewhere, told::found);
    remote.find(
        new Errand(
            forwarded.getApp(), user, push, reach, fates, Optional.of(place), List.of(), false));
  }

  /** What another region is told. */
  private static final class InRegion {
    private final FateListener listener;
    private volatile boolean found;

    InRegion(FateListener listener) {
      this.listener = listener;
    }

    void found() {
      found = true;
    }

    void tell(List<SessionFate> told, String doubt) {
      if (found || !told.isEmpty()) {
        listener.fates(told);
      } else if (doubt.isEmpty()) {
        listener.notHere();
      } else {
        listener.fates(List.of(missed(doubt)));
      }
    }
  }

  private List<Session> entered(ForwardedPush forwarded) {
    String user = Errand.userOf(forwarded.getPush().getTarget());
    return sessions.of(new UserKey(forwarded.getApp(), user)).stream()
        .filter(session -> forwarded.getEpochsList().contains(session.instance().epoch()))
        .toList();
  }
}
