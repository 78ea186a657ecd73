package io.drawbridge.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Messages of one user on each gateway of region 1 to somebody who is not there: every fourth one
 * is large. What is refused for good does not slow the others down.
 */
final class LargeAndSmall implements AutoCloseable {
  static final double LARGE_SHARE = 0.25;
  static final String LARGE = "x".repeat(400);
  private static final int OF = 4;
  private static final Duration EVERY = Duration.ofMillis(20);
  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(30);

  private final List<ChatUser> users = new ArrayList<>();
  private final AtomicLong refused = new AtomicLong();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  private LargeAndSmall() {}

  static LargeAndSmall start(TestFleet fleet) throws Exception {
    LargeAndSmall traffic = new LargeAndSmall();
    try {
      for (String gateway : List.of("gw-1", "gw-2")) {
        ChatUser user =
            ChatUser.connect(fleet.document(), 1, fleet.userOf(gateway, "sizes"), message -> {});
        traffic.users.add(user);
        var _ = user.awaitConnected(CONNECTED_WITHIN);
      }
    } catch (Exception | AssertionError e) {
      traffic.close();
      throw e;
    }
    var _ =
        traffic.timer.scheduleAtFixedRate(
            traffic::send, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return traffic;
  }

  private void send() {
    for (ChatUser user : users) {
      for (int i = 0; i < OF; i++) {
        var _ =
            user.send("nobody", i == 0 ? LARGE : "small")
                .whenComplete((_, failure) -> {
                  if (failure != null) {
                    refused.incrementAndGet();
                  }
                });
      }
    }
  }

  /** Messages that failed, whyever. */
  long refused() {
    return refused.get();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    users.forEach(ChatUser::close);
  }
}
