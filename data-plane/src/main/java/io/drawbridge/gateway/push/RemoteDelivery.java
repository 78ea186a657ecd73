package io.drawbridge.gateway.push;

import io.drawbridge.gateway.directory.Directory;
import io.drawbridge.gateway.directory.DirectoryEntry;
import io.drawbridge.gateway.directory.FindAnswer;
import io.drawbridge.gateway.directory.GatewayId;
import io.drawbridge.gateway.directory.HomeDirectories;
import io.drawbridge.gateway.peer.Forwarding;
import io.drawbridge.gateway.peer.Hop;
import io.drawbridge.gateway.peer.PeerLines;
import io.drawbridge.gateway.peer.PeerRequests.FateListener;
import io.drawbridge.gateway.push.Errand.Reach;
import io.drawbridge.gateway.push.PushTurns.Part;
import io.drawbridge.gateway.session.ClientInstance;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.Tombstones;
import io.drawbridge.gateway.session.Tombstones.Tombstone;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.business.v1.PushMessage;
import io.drawbridge.proto.business.v1.Target;
import io.drawbridge.proto.peer.v1.ForwardOutcome;
import io.drawbridge.proto.peer.v1.ForwardedFate;
import io.drawbridge.proto.peer.v1.ForwardedPush;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Finds sessions that are not here: this region's directory and that of the user's home are asked
 * at the same time. Those of this region are one hop away; those of another region two, through its
 * door.
 *
 * <p>This region's directory is right about its own sessions, the home's about all others.
 *
 * <p>Threads: any; never blocks.
 */
public final class RemoteDelivery implements Follower {
  private final GatewayId own;
  private final SessionIndex sessions;
  private final Tombstones tombstones;
  private final Directory directory;
  private final HomeDirectories homes;
  private final PeerLines peers;
  private final LocalDelivery local;

  public RemoteDelivery(
      GatewayId own,
      SessionIndex sessions,
      Tombstones tombstones,
      Directory directory,
      HomeDirectories homes,
      PeerLines peers,
      LocalDelivery local) {
    this.local = local;
    this.own = own;
    this.sessions = sessions;
    this.tombstones = tombstones;
    this.directory = directory;
    this.homes = homes;
    this.peers = peers;
  }

  /** Tells the errand's fates one part, which is the one they began with, after any others. */
  void find(Errand errand) {
    switch (errand.reach()) {
      case Reach.Region(var epochs, Runnable found) ->
          look(
              errand,
              Part.REGION,
              directory.find(errand.app(), errand.user()),
              this::forget,
              entry -> {
                boolean meant = isOwnRegion(entry) && epochs.contains(entry.key().epoch());
                if (meant) {
                  found.run();
                }
                return meant;
              });
      case Reach.Fleet(String home) when home.equals(own.region()) ->
          look(
              errand,
              Part.REGION,
              directory.find(errand.app(), errand.user()),
              this::forget,
              entry -> true);
      case Reach.Fleet(String home) -> {
        errand.fates().addPart();
        look(
            errand,
            Part.REGION,
            directory.find(errand.app(), errand.user()),
            this::forget,
            this::isOwnRegion);
        look(
            errand,
            Part.HOME,
            homes.find(home, errand.app(), errand.user()),
            entry -> homes.remove(home, entry),
            entry -> !isOwnRegion(entry));
      }
    }
  }

  /** True while some sessions of this gateway may be in another process of it. */
  boolean hasOtherProcess() {
    return peers.hasOtherProcess();
  }

  /** Hands a push that was forwarded here on to this gateway's other process. */
  void inOtherProcess(ForwardedPush push, FateListener listener) {
    peers.forward(
        new Hop.Neighbour(own.gateway()),
        push.toBuilder().setThisProcessOnly(true),
        new Forwarding() {
          @Override
          public void answered(ForwardedFate fate) {
            if (fate.getOutcome() == ForwardOutcome.ANSWERED) {
              listener.fates(fate.getSessionsList());
            } else {
              listener.notHere();
            }
          }

          @Override
          public void notSent(String why) {
            listener.fates(List.of(FateCollector.fate(Outcome.UNAVAILABLE, why)));
          }

          @Override
          public void lost(String why) {
            listener.fates(List.of(FateCollector.fate(Outcome.UNKNOWN, why)));
          }
        });
  }

  private boolean isOwn(String gateway) {
    return gateway.equals(own.gateway());
  }

  @Override
  public void follow(Session session, PushMessage push, String movedTo, FateCollector fates) {
    followTo(session.instance(), push, movedTo, fates);
  }

  /** Sends a push after a client instance whose session was here. */
  void followTo(ClientInstance instance, PushMessage push, String movedTo, FateCollector fates) {
    UserKey user = instance.user();
    Reach reach = new Reach.Region(Set.of(instance.epoch()), () -> {});
    Errand errand =
        new Errand(user.app(), user.user(), push, reach, fates, Optional.empty(), List.of(), false);
    ForwardedPush.Builder forwarded =
        ForwardedPush.newBuilder()
            .setApp(user.app())
            .setPush(push)
            .addEpochs(instance.epoch())
            .setThisProcessOnly(isOwn(movedTo));
    peers.forward(
        new Hop.Neighbour(movedTo), forwarded, new OneHop(errand, () -> lookOnceMore(errand)));
  }

  private boolean isOwnRegion(DirectoryEntry entry) {
    return entry.at().region().equals(own.region());
  }

  /**
   * @param remove takes a wrong entry out of where it was found
   */
  private void look(
      Errand errand,
      Part part,
      CompletableFuture<FindAnswer> asked,
      Consumer<DirectoryEntry> remove,
      Predicate<DirectoryEntry> meant) {
    var _ =
        asked.whenComplete((found, error) -> {
          FateCollector fates = errand.fates();
          switch (found) {
            case null -> fates.part(Outcome.UNAVAILABLE, String.valueOf(error));
            case FindAnswer.Unavailable(String text) -> fates.part(Outcome.UNAVAILABLE, text);
            case FindAnswer.Found(List<DirectoryEntry> entries, String doubt) -> {
              if (!doubt.isEmpty()) {
                fates.doubt(doubt);
              }
              goOn(errand, part, meantOf(entries, meant), remove);
            }
          }
        });
  }

  private static List<DirectoryEntry> meantOf(
      List<DirectoryEntry> found, Predicate<DirectoryEntry> meant) {
    List<DirectoryEntry> entries = new ArrayList<>(found.size());
    for (DirectoryEntry entry : found) {
      if (meant.test(entry)) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private void goOn(
      Errand errand, Part part, List<DirectoryEntry> entries, Consumer<DirectoryEntry> remove) {
    errand.go(
        part,
        wayTo(entries),
        () -> {
          forwardTo(errand, entries, remove);
          errand.fates().part(List.of());
        });
  }

  /** Equal for entries of the same gateways; most users are on one. */
  private static Set<GatewayId> wayTo(List<DirectoryEntry> entries) {
    if (entries.size() == 1) {
      return Set.of(entries.getFirst().at());
    }
    Set<GatewayId> way = new HashSet<>();
    entries.forEach(entry -> way.add(entry.at()));
    return way;
  }

  private void forwardTo(
      Errand errand, List<DirectoryEntry> entries, Consumer<DirectoryEntry> remove) {
    Map<Hop, List<DirectoryEntry>> byHop = Map.of();
    for (DirectoryEntry entry : entries) {
      if (entry.at().equals(own)) {
        followOrForget(errand, entry);
      } else {
        if (byHop.isEmpty()) {
          byHop = new LinkedHashMap<>();
        }
        Hop hop =
            isOwnRegion(entry)
                ? new Hop.Neighbour(entry.at().gateway())
                : new Hop.Door(entry.at().region());
        byHop.computeIfAbsent(hop, _ -> new ArrayList<>()).add(entry);
      }
    }
    byHop.forEach((hop, there) -> forward(errand, hop, there, remove));
  }

  /**
   * An entry that names this gateway for a session it does not have is older than a move, was left
   * by a crash, or means the gateway's other process.
   */
  private void followOrForget(Errand errand, DirectoryEntry entry) {
    long epoch = entry.key().epoch();
    if (among(errand.served(), epoch).isPresent()) {
      return;
    }
    UserKey user = new UserKey(entry.key().app(), entry.key().user());
    Optional<Session> here = among(sessions.of(user), epoch);
    Optional<Tombstone> moved = tombstones.of(user, epoch);
    if (here.isPresent()) {
      serve(errand, here.get());
    } else if (moved.isPresent()) {
      errand.fates().addPart();
      followTo(moved.get().instance(), errand.push(), moved.get().movedTo(), errand.fates());
    } else if (peers.hasOtherProcess()) {
      forward(errand, new Hop.Neighbour(own.gateway()), List.of(entry), _ -> {});
    } else {
      forget(entry);
    }
  }

  /** It has come since the push was delivered to those that were here. */
  private void serve(Errand errand, Session session) {
    Target target = errand.push().getTarget();
    if (!target.hasSession() || target.getSession().getSession().equals(session.id().bytes())) {
      local.deliver(errand.push(), List.of(session), errand.fates(), this);
    }
  }

  private static Optional<Session> among(List<Session> sessions, long epoch) {
    for (Session session : sessions) {
      if (session.instance().epoch() == epoch) {
        return Optional.of(session);
      }
    }
    return Optional.empty();
  }

  private void forget(DirectoryEntry entry) {
    var _ = directory.remove(entry);
  }

  private void forward(
      Errand errand, Hop hop, List<DirectoryEntry> entries, Consumer<DirectoryEntry> remove) {
    errand.fates().addPart();
    ForwardedPush.Builder push =
        ForwardedPush.newBuilder()
            .setApp(errand.app())
            .setPush(errand.push())
            .setThisProcessOnly(hop.equals(new Hop.Neighbour(own.gateway())));
    entries.forEach(entry -> push.addEpochs(entry.key().epoch()));
    peers.forward(
        hop,
        push,
        new OneHop(
            errand,
            () -> {
              entries.forEach(remove);
              lookOnceMore(errand);
            }));
  }

  /** Hears of a push on its way to one hop, and tells the errand's fates one part. */
  private final class OneHop implements Forwarding {
    private final Errand errand;
    private final Runnable notThere;

    OneHop(Errand errand, Runnable notThere) {
      this.errand = errand;
      this.notThere = notThere;
    }

    @Override
    public void answered(ForwardedFate fate) {
      switch (fate.getOutcome()) {
        case ANSWERED -> errand.fates().part(fate.getSessionsList());
        case NOT_HERE -> notThere.run();
        case BUSY, MOVED, FORWARD_OUTCOME_UNSPECIFIED, UNRECOGNIZED -> lookOnceMore(errand);
      }
    }

    @Override
    public void notSent(String why) {
      errand.fates().part(Outcome.UNAVAILABLE, why);
    }

    @Override
    public void lost(String why) {
      errand.fates().part(Outcome.UNKNOWN, why);
    }
  }

  private void lookOnceMore(Errand errand) {
    if (errand.lastTry()) {
      errand.fates().part(Outcome.UNAVAILABLE, "the session is not where the directory says");
    } else {
      find(errand.again());
    }
  }
}
