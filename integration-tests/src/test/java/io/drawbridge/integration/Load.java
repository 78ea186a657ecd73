package io.drawbridge.integration;

import static org.awaitility.Awaitility.await;

import io.drawbridge.examples.chat.protocol.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A steady load on a fleet: users on each gateway of each region, each of whom sends numbered
 * messages to one beside it, one on the region's other gateway and one in the other region.
 */
final class Load implements AutoCloseable {
  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(30);

  /** Of each flow; together about 120 messages a second. */
  private static final Duration PERIOD = Duration.ofMillis(200);

  /** A message is normal when it takes no longer; loaded machines need some of it. */
  private static final double NORMAL_SECONDS = 1;

  /** What a user did not get of one load must not come to one of the next. */
  private static final AtomicInteger LOADS = new AtomicInteger();

  private final List<ChatUser> users = new ArrayList<>();
  private final List<Flow> flows = new ArrayList<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  private Load() {}

  /** Returns when every user is connected and messages flow. */
  static Load start(TestFleet fleet) throws Exception {
    Load load = new Load();
    try {
      load.connectUsers(fleet);
    } catch (Exception | AssertionError e) {
      load.close();
      throw e;
    }
    load.connectFlows();
    var _ = load.timer.scheduleAtFixedRate(load::tick, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    return load;
  }

  private void connectUsers(TestFleet fleet) throws Exception {
    String prefix = "load-" + LOADS.incrementAndGet() + "-";
    for (int region = 1; region <= fleet.regions(); region++) {
      for (String gateway : List.of("gw-1", "gw-2", "gw-1", "gw-2")) {
        String name = fleet.userOf(TestFleet.nameIn(region, gateway), prefix + users.size());
        users.add(ChatUser.connect(fleet.document(), region, name, this::arrived));
      }
    }
    users.forEach(user -> user.awaitConnected(CONNECTED_WITHIN));
  }

  /** Users 0 to 3 are in region 1, 4 to 7 in region 2; even ones on gateway 1, odd ones on 2. */
  private void connectFlows() {
    for (int from = 0; from < users.size(); from++) {
      int base = from / 4 * 4;
      connect(from, base + (from + 2) % 4); // beside it
      connect(from, base + (from + 1) % 4); // on the other gateway
      if (users.size() > 4) {
        connect(from, (from + 4) % 8); // in the other region
      }
    }
  }

  private void connect(int from, int to) {
    flows.add(new Flow(flows.size(), users.get(from), users.get(to)));
  }

  private void tick() {
    flows.forEach(Flow::sendNext);
  }

  private void arrived(Message message) {
    String[] parts = ChatUser.text(message).split("/", -1);
    if (parts.length < 2) {
      return; // a push of a test, not one of ours
    }
    flows.get(Integer.parseInt(parts[0])).arrived(Integer.parseInt(parts[1]), message);
  }

  List<ChatUser> users() {
    return users;
  }

  List<Flow> flows(Predicate<Flow> which) {
    return flows.stream().filter(which).toList();
  }

  /** From now on silence is measured anew. */
  void mark() {
    flows.forEach(Flow::mark);
  }

  /** Nothing is late. */
  boolean isNormal() {
    return flows.stream().allMatch(flow -> flow.oldestPendingSeconds() < NORMAL_SECONDS);
  }

  void awaitNormal(Duration within) {
    try {
      await("the load is as usual")
          .atMost(within)
          .pollInterval(Duration.ofMillis(50))
          .until(this::isNormal);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          flows(flow -> flow.oldestPendingSeconds() >= NORMAL_SECONDS).stream()
              .map(Flow::toString)
              .collect(Collectors.joining("\n", "the load is not as usual:\n", "")),
          e);
    }
  }

  static double longestSilenceSeconds(List<Flow> flows) {
    return flows.stream().mapToDouble(Flow::longestSilenceSeconds).max().orElse(0);
  }

  /** How often users have connected, all together. */
  int connections() {
    return users.stream().mapToInt(ChatUser::connections).sum();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    users.forEach(ChatUser::close);
  }
}
