package io.drawbridge.examples.chat;

import io.drawbridge.business.BusinessServer;
import io.drawbridge.business.push.GatewayAddress;
import io.drawbridge.business.push.PushClient;
import io.drawbridge.business.push.PushLimits;
import io.drawbridge.examples.chat.conversation.Conversation;
import io.drawbridge.examples.chat.conversation.Deliveries;
import io.drawbridge.examples.chat.groups.GroupsFile;
import io.drawbridge.examples.chat.outbox.OutboxLimits;
import io.drawbridge.examples.chat.outbox.Outboxes;
import io.drawbridge.process.RunningProcess;
import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.telemetry.Metrics;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running chat: messages come by {@link BusinessServer}, go through outboxes, and leave by {@link
 * PushClient}. One thread owns the outboxes.
 */
final class Chat implements RunningProcess {
  private static final Logger LOG = LoggerFactory.getLogger(Chat.class);

  /** Answers come within a round trip of the client; a gateway that owes one longer has lost it. */
  private static final PushLimits PUSHES =
      new PushLimits(10_000, 32L << 20, Duration.ofSeconds(10));

  private static final Duration STOP_SERVER_WITHIN = Duration.ofSeconds(3);
  private static final Duration STOP_DELIVERIES_WITHIN = Duration.ofSeconds(3);
  private static final Duration STOP_PUSHES_WITHIN = Duration.ofSeconds(1);

  private final ScheduledExecutorService thread;
  private final PushClient pushes;
  private final Deliveries deliveries;
  private final BusinessServer server;

  private Chat(
      ScheduledExecutorService thread,
      PushClient pushes,
      Deliveries deliveries,
      BusinessServer server) {
    this.thread = thread;
    this.pushes = pushes;
    this.deliveries = deliveries;
    this.server = server;
  }

  static Chat start(ChatConfig config, Metrics metrics) throws ConfigException, IOException {
    ChatMetrics counts = new ChatMetrics(metrics);
    GroupsFile groups = GroupsFile.open(config.groups());
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("chat").daemon().factory());
    PushClient pushes = PushClient.start(config.app(), addresses(config), PUSHES);
    Outboxes outboxes = new Outboxes(limits(config), new SecureRandom()::nextLong);
    Deliveries deliveries =
        new Deliveries(outboxes, counts.countingFates(pushes::push), thread, System::nanoTime);
    Conversation conversation =
        new Conversation(groups::groups, outboxes, deliveries, thread, System::nanoTime);
    BusinessServer server =
        BusinessServer.builder(config.grpcAddress().toSocketAddress())
            .upstream(config.app(), config.service(), counts.countingMessages(conversation))
            .start();
    deliveries.start();
    counts.watch(outboxes, thread);
    var _ = groups.refreshOn(thread);
    return new Chat(thread, pushes, deliveries, server);
  }

  int port() {
    return server.port();
  }

  /** True while a gateway takes pushes. */
  boolean connected() {
    return pushes.connected();
  }

  /** Letters that are not delivered by then are lost: this example keeps them in memory alone. */
  @Override
  public void stop() {
    server.close(STOP_SERVER_WITHIN);
    int left = deliveries.finish(STOP_DELIVERIES_WITHIN).join();
    if (left > 0) {
      LOG.warn("{} letters lost: their recipients took none in time", left);
    }
    pushes.close(STOP_PUSHES_WITHIN);
    thread.shutdownNow();
  }

  private static OutboxLimits limits(ChatConfig config) {
    return OutboxLimits.of(config.outbox().messages(), config.outbox().bytes().bytes());
  }

  private static List<GatewayAddress> addresses(ChatConfig config) {
    return config.gateways().stream()
        .map(gateway -> new GatewayAddress(gateway.host(), gateway.port()))
        .toList();
  }
}
