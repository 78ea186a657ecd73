package io.drawbridge.gateway;

import io.drawbridge.gateway.attach.DirectoryPlaces;
import io.drawbridge.gateway.attach.DirectoryUpkeep;
import io.drawbridge.gateway.attach.PeerTakes;
import io.drawbridge.gateway.attach.Surrender;
import io.drawbridge.gateway.attach.Takes;
import io.drawbridge.gateway.directory.Directory;
import io.drawbridge.gateway.directory.DirectoryCommands;
import io.drawbridge.gateway.directory.DirectorySettings;
import io.drawbridge.gateway.directory.GatewayId;
import io.drawbridge.gateway.directory.HomeDirectories;
import io.drawbridge.gateway.peer.Hop;
import io.drawbridge.gateway.peer.Marks;
import io.drawbridge.gateway.peer.PeerLines;
import io.drawbridge.gateway.peer.PeerService;
import io.drawbridge.gateway.peer.PeerTable;
import io.drawbridge.gateway.push.Disconnects;
import io.drawbridge.gateway.push.LocalDelivery;
import io.drawbridge.gateway.push.PushRouter;
import io.drawbridge.gateway.push.RemoteDelivery;
import io.drawbridge.gateway.push.UserCalls;
import io.drawbridge.gateway.push.Whereabouts;
import io.drawbridge.gateway.session.ResumeTokens;
import io.drawbridge.gateway.session.SessionIndex;
import io.drawbridge.gateway.session.Tombstones;
import io.drawbridge.proto.control.v1.PeerList;
import io.drawbridge.proto.peer.v1.DirectoryMark;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything between this gateway and the other gateways: where each user's sessions are, the
 * streams to the gateways that have them, and pushes on their way.
 */
final class PeerSide implements AutoCloseable {
  /** How late a change of marks, a broken stream or a time-out may be noticed. */
  private static final long TICK_MILLIS = 200;

  private static final Logger log = LoggerFactory.getLogger(PeerSide.class);

  private final PeerTable table = new PeerTable();
  private final DirectoryUpkeep upkeep;
  private final Duration reassertSpread;
  private final Directory directory;
  private final HomeDirectories homes;
  private final DirectoryPlaces places;
  private final Marks marks;
  private final PeerLines lines;
  private final RemoteDelivery remote;
  private final PushRouter pushes;
  private final PeerTakes takes;
  private final Disconnects disconnects;
  private final UserCalls userCalls;
  private final Tombstones tombstones;
  private final PeerService service;
  private final ScheduledExecutorService timer;

  PeerSide(
      GatewayConfig config,
      SessionIndex sessions,
      Tombstones tombstones,
      ResumeTokens resumeTokens,
      EventLoopGroup internalLoops,
      BooleanSupplier dropsForgettable,
      ScheduledExecutorService timer,
      LongSupplier nanoClock) {
    this.timer = timer;
    GatewayId own = new GatewayId(config.region(), config.gateway());
    DirectorySettings settings = directorySettings(config);
    upkeep = new DirectoryUpkeep(sessions, timer);
    reassertSpread = settings.reassertSpread();
    directory = Directory.start(config.redis().toString(), settings, upkeep, nanoClock);
    lines =
        new PeerLines(own.gateway(), own.region(), table, internalLoops, this::marked, nanoClock);
    homes =
        new HomeDirectories(
            own.region(), config.regions(), lines::ask, upkeep, reassertSpread, timer);
    places = new DirectoryPlaces(own, directory, homes);
    upkeep.start(places);
    marks = new Marks(own.region(), config.regions(), table, this::mark, nanoClock);
    LocalDelivery local = new LocalDelivery(nanoClock, dropsForgettable);
    remote = new RemoteDelivery(own, sessions, tombstones, directory, homes, lines, local);
    pushes =
        new PushRouter(
            new PushRouter.Parts(sessions, tombstones, directory, homes, marks),
            local,
            remote,
            nanoClock);
    takes = new PeerTakes(lines, config.settle());
    Surrender surrender =
        new Surrender(
            own.gateway(), takes, sessions, tombstones, resumeTokens, config.settle(), nanoClock);
    Whereabouts whereabouts = new Whereabouts(own.region(), directory, homes, marks);
    disconnects = new Disconnects(own, sessions, whereabouts, lines);
    userCalls = new UserCalls(own, sessions, whereabouts, disconnects);
    DirectoryCommands commands = new DirectoryCommands(directory, marks::regionDoubt);
    service =
        new PeerService(
            own.region(), pushes, commands::run, surrender, disconnects, marks, nanoClock);
    this.tombstones = tombstones;
  }

  /** Begins to talk to the others. */
  void start() {
    var _ =
        timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static DirectorySettings directorySettings(GatewayConfig config) {
    DirectorySettings standard = DirectorySettings.DEFAULT;
    return new DirectorySettings(
        config.directory().commandTimeout(),
        standard.inFlight(),
        standard.probeInterval(),
        config.directory().reassertSpread(),
        config.directory().distrust());
  }

  /** What this gateway owes to directories now. */
  DirectoryMark mark() {
    return DirectoryMark.newBuilder()
        .setRegionPending(directory.pending() > 0)
        .addAllHomesPending(homes.pending())
        .setDirectory(directory.incarnation())
        .build();
  }

  /**
   * The process before has handed over its sessions, and ends with what it owes to directories:
   * this one writes the entries again, in pace, where any may be missing.
   *
   * @param before what it owed at last, and which data it knew the region's directory to hold
   */
  void goOnAfter(DirectoryMark before) {
    boolean holdsOtherData = !before.getDirectory().equals(directory.incarnation());
    if (before.getRegionPending() || holdsOtherData) {
      log.info("directory: entries of the process before are written again");
      upkeep.reassert(reassertSpread);
    }
    before.getHomesPendingList().forEach(home -> upkeep.reassertCopies(home, reassertSpread));
  }

  /** On a gRPC thread. */
  private void marked(Hop from, DirectoryMark mark) {
    marks.heard(from, mark);
    if (from instanceof Hop.Door(String region)) {
      homes.heard(region, mark.getDirectory());
    }
  }

  /** Must not throw: a repeated task that does is never run again. */
  private void tick() {
    try {
      marks.refresh();
      service.tick();
      lines.tick();
      tombstones.sweep();
    } catch (RuntimeException e) {
      log.error("peers: a look at the streams failed; the next one is tried", e);
    }
  }

  /** The control plane has named them. */
  void named(PeerList list) {
    table.apply(list);
    timer.execute(this::tick);
  }

  PeerTable table() {
    return table;
  }

  Directory directory() {
    return directory;
  }

  HomeDirectories homes() {
    return homes;
  }

  Marks marks() {
    return marks;
  }

  DirectoryPlaces places() {
    return places;
  }

  RemoteDelivery remote() {
    return remote;
  }

  Takes takes() {
    return takes;
  }

  /** What businesses ask about single users. */
  UserCalls userCalls() {
    return userCalls;
  }

  /** Ends sessions by this gateway's other process. */
  Disconnects disconnects() {
    return disconnects;
  }

  /** Sessions that businesses ended here since the start. */
  long disconnected() {
    return disconnects.ended();
  }

  PushRouter pushes() {
    return pushes;
  }

  PeerService service() {
    return service;
  }

  @Override
  public void close() {
    lines.close();
    directory.close();
  }
}
