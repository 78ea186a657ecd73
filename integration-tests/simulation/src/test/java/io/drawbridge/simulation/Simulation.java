package io.drawbridge.simulation;

import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.UserKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** One run: clients send and are pushed to while things fail, then all is healed and counted. */
final class Simulation {
  private static final double FAULTS_MILLIS = 4_000;

  /** Longer than every deadline, pause and grace time in a run. */
  private static final long QUIET_BY_NANOS = TimeUnit.SECONDS.toNanos(120);

  private final World world;
  private final Fleet fleet;
  private final Pusher pusher;
  private final List<SimClient> clients = new ArrayList<>();

  private Simulation(long seed, Planted planted, boolean tells) {
    world = new World(seed, tells);
    fleet = new Fleet(world, planted, world.random.nextInt(2, 4));
    pusher = new Pusher(world, fleet);
    int users = world.random.nextInt(1, 4);
    IntStream.rangeClosed(1, users)
        .forEach(i -> clients.add(new SimClient("user-" + i, world, fleet)));
  }

  /** What a run with this seed violates; nothing, if all is well. */
  static List<String> violationsOf(long seed, Planted planted) {
    return new Simulation(seed, planted, /* tells= */ false).run();
  }

  /** Everything that happens in a run with this seed, violations too. */
  static List<String> historyOf(long seed) {
    Simulation simulation = new Simulation(seed, Planted.NOTHING, /* tells= */ true);
    var _ = simulation.run();
    return simulation.world.history();
  }

  private List<String> run() {
    try {
      clients.forEach(SimClient::start);
      load();
      faults();
      world.afterMillis(FAULTS_MILLIS, fleet::heal);
      long faultsEnd = world.nanos() + (long) (FAULTS_MILLIS * 1e6);
      while (world.violations.isEmpty() && !isOver(faultsEnd) && world.step()) {
        if (world.nanos() > QUIET_BY_NANOS) {
          world.violated("I6: not quiet in time: " + leftOver());
        }
      }
      if (world.violations.isEmpty()) {
        check();
      }
    } catch (RuntimeException defect) {
      world.violated("a defect: " + defect);
    }
    fleet.end();
    return world.violations;
  }

  private boolean isOver(long faultsEnd) {
    return world.nanos() > faultsEnd
        && pusher.isQuiet()
        && clients.stream().allMatch(SimClient::isQuiet)
        && clients.stream().allMatch(client -> live(client) == 1);
  }

  private void load() {
    for (SimClient client : clients) {
      int messages = world.random.nextInt(3, 25);
      for (int i = 0; i < messages; i++) {
        world.afterMillis(world.between(0, FAULTS_MILLIS), client::send);
      }
      int pushes = world.random.nextInt(0, 8);
      for (int i = 0; i < pushes; i++) {
        world.afterMillis(world.between(0, FAULTS_MILLIS), () -> pusher.push(client));
      }
    }
  }

  private void faults() {
    int count = world.random.nextInt(0, 9);
    for (int i = 0; i < count; i++) {
      world.afterMillis(world.between(50, FAULTS_MILLIS), this::fault);
    }
  }

  private void fault() {
    String gateway = world.oneOf(fleet.names());
    SimBusiness business = world.oneOf(fleet.businesses());
    switch (world.random.nextInt(10)) {
      case 0, 1, 2, 3, 4 -> world.oneOf(clients).switchNetwork();
      case 5 -> {
        fleet.kill(gateway);
        world.afterMillis(world.between(100, 2_000), () -> fleet.start(gateway));
      }
      case 6, 7 -> stop(gateway);
      case 8 -> {
        business.kill();
        world.afterMillis(world.between(50, 1_500), business::start);
      }
      default -> {
        business.hang();
        world.afterMillis(world.between(50, 2_500), business::wake);
      }
    }
  }

  private void stop(String gateway) {
    GatewayProcess process = fleet.process(gateway);
    if (process != null) {
      process.stop();
      world.afterMillis(world.between(50, 4_000), process::goOn);
    }
  }

  // At the end.

  private void check() {
    for (SimClient client : clients) {
      int effects = fleet.database().count(client.lane());
      if (effects != client.sent()) {
        world.violated(
            "I1/I2: %s sent %d messages, %d had an effect"
                .formatted(client.user, client.sent(), effects));
      }
    }
  }

  private long live(SimClient client) {
    return fleet.processes().stream()
        .flatMap(process -> process.sessions.of(new UserKey("default", client.user)).stream())
        .filter(session -> session.isOpen() && !session.isDetached())
        .map(Session::id)
        .count();
  }

  private String leftOver() {
    StringBuilder left = new StringBuilder();
    for (SimClient client : clients) {
      left.append(
          "%s is %s with %d live sessions; "
              .formatted(client.user, client.isQuiet() ? "quiet" : "busy", live(client)));
    }
    return left.append(pusher.isQuiet() ? "pushes are done" : "pushes are open").toString();
  }
}
