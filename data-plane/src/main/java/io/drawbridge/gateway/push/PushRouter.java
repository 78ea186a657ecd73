package io.drawbridge.gateway.push;

import io.drawbridge.gateway.directory.Directory;
import io.drawbridge.gateway.directory.DirectoryEntry;
import io.drawbridge.gateway.directory.FindAnswer;
import io.drawbridge.gateway.peer.Forwarding;
import io.drawbridge.gateway.peer.PeerLinks;
import io.drawbridge.gateway.peer.PeerRequests;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.business.v1.PushMessage;
import io.drawbridge.proto.business.v1.SessionFate;
import io.drawbridge.proto.business.v1.SessionTarget;
import io.drawbridge.proto.business.v1.Target;
import io.drawbridge.proto.peer.v1.ForwardedFate;
import io.drawbridge.proto.peer.v1.ForwardedPush;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Finds the sessions a push is for: those here at once, those on other gateways by the directory
 * and one hop.
 *
 * <p>Threads: any; never blocks. Pushes to one user keep their order on each path: local deliveries
 * by their loop's mailbox, others because the directory answers in the order it was asked.
 */
public final class PushRouter implements PeerRequests {
  private final String ownGateway;
  private final SessionIndex sessions;
  private final Directory directory;
  private final PeerLinks peers;
  private final LocalDelivery local;

  public PushRouter(
      String ownGateway,
      SessionIndex sessions,
      Directory directory,
      PeerLinks peers,
      LongSupplier nanoClock) {
    this.ownGateway = ownGateway;
    this.sessions = sessions;
    this.directory = directory;
    this.peers = peers;
    this.local = new LocalDelivery(nanoClock);
  }

  /** A checked push of one app on its way, and whether the directory may be asked once more. */
  private record Errand(String app, String user, PushMessage push, boolean lastTry) {
    Errand again() {
      return new Errand(app, user, push, true);
    }
  }

  /** Delivers a checked push and tells its fates once, on any thread. */
  void route(String app, PushMessage push, Consumer<List<SessionFate>> answer) {
    Target target = push.getTarget();
    String user = target.hasUser() ? target.getUser() : target.getSession().getUser();
    FateCollector fates =
        new FateCollector(told -> answer.accept(told.isEmpty() ? List.of(missed()) : told));
    List<Session> here = wanted(sessions.of(new UserKey(app, user)), target);
    local.deliver(push, here, fates);
    if (target.hasSession() && !here.isEmpty()) {
      fates.part(List.of());
    } else {
      elsewhere(new Errand(app, user, push, false), !here.isEmpty(), fates);
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

  private void elsewhere(Errand errand, boolean someHere, FateCollector fates) {
    var _ =
        directory
            .find(errand.app(), errand.user())
            .whenComplete((found, error) -> {
              switch (found) {
                case null -> fates.part(Outcome.UNAVAILABLE, String.valueOf(error));
                case FindAnswer.Unavailable(String text) -> fates.part(Outcome.UNAVAILABLE, text);
                case FindAnswer.Found(List<DirectoryEntry> entries) ->
                    forwardTo(errand, entries, someHere, fates);
              }
            });
  }

  private void forwardTo(
      Errand errand, List<DirectoryEntry> entries, boolean someHere, FateCollector fates) {
    Map<String, List<DirectoryEntry>> byGateway = new LinkedHashMap<>();
    for (DirectoryEntry entry : entries) {
      if (entry.gateway().equals(ownGateway)) {
        forgetIfWrong(entry);
      } else {
        byGateway.computeIfAbsent(entry.gateway(), _ -> new ArrayList<>()).add(entry);
      }
    }
    byGateway.forEach((gateway, there) -> forward(errand, gateway, there, fates));
    if (byGateway.isEmpty() && !someHere) {
      fates.part(List.of(missed()));
    } else {
      fates.part(List.of());
    }
  }

  /** An entry that names this gateway for a session it does not have was left by a crash. */
  private void forgetIfWrong(DirectoryEntry entry) {
    UserKey user = new UserKey(entry.key().app(), entry.key().user());
    boolean here =
        sessions.of(user).stream()
            .anyMatch(session -> session.instance().epoch() == entry.key().epoch());
    if (!here) {
      var _ = directory.remove(entry);
    }
  }

  private SessionFate missed() {
    return directory.missIsTrustworthy()
        ? FateCollector.fate(Outcome.OFFLINE, "no such session")
        : FateCollector.fate(
            Outcome.UNAVAILABLE, "no session found, and the directory is not complete yet");
  }

  private void forward(
      Errand errand, String gateway, List<DirectoryEntry> entries, FateCollector fates) {
    fates.addPart();
    ForwardedPush.Builder push =
        ForwardedPush.newBuilder().setApp(errand.app()).setPush(errand.push());
    entries.forEach(entry -> push.addEpochs(entry.key().epoch()));
    peers.forward(
        gateway,
        push,
        new Forwarding() {
          @Override
          public void answered(ForwardedFate fate) {
            forwarded(errand, entries, fate, fates);
          }

          @Override
          public void notSent(String why) {
            fates.part(Outcome.UNAVAILABLE, why);
          }

          @Override
          public void lost(String why) {
            fates.part(Outcome.UNKNOWN, why);
          }
        });
  }

  private void forwarded(
      Errand errand, List<DirectoryEntry> entries, ForwardedFate fate, FateCollector fates) {
    switch (fate.getOutcome()) {
      case ANSWERED -> fates.part(fate.getSessionsList());
      case NOT_HERE -> {
        for (DirectoryEntry entry : entries) {
          var _ = directory.remove(entry);
        }
        lookOnceMore(errand, fates);
      }
      case BUSY, MOVED, FORWARD_OUTCOME_UNSPECIFIED, UNRECOGNIZED -> lookOnceMore(errand, fates);
    }
  }

  private void lookOnceMore(Errand errand, FateCollector fates) {
    if (errand.lastTry()) {
      fates.part(List.of(missed()));
    } else {
      elsewhere(errand.again(), false, fates);
    }
  }

  @Override
  public boolean deliver(ForwardedPush forwarded, FateListener listener) {
    PushMessage push = forwarded.getPush();
    Target target = push.getTarget();
    String user = target.hasUser() ? target.getUser() : target.getSession().getUser();
    List<Session> entered =
        sessions.of(new UserKey(forwarded.getApp(), user)).stream()
            .filter(session ->
                forwarded.getEpochsCount() == 0
                    || forwarded.getEpochsList().contains(session.instance().epoch()))
            .toList();
    if (entered.isEmpty()) {
      return false;
    }
    // None when it is for a session that is over: the directory is right all the same.
    FateCollector fates = new FateCollector(listener::fates);
    local.deliver(push, wanted(entered, target), fates);
    fates.part(List.of());
    return true;
  }
}
