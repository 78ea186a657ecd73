package io.drawbridge.simulation;

import com.google.protobuf.ByteString;
import io.drawbridge.gateway.session.PushItem;
import io.drawbridge.gateway.session.PushItem.Fate;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.UserKey;
import io.drawbridge.wire.PushId;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The business's pushes: each is repeated under its id until its client has it. */
final class Pusher {
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final double ANSWER_WITHIN_MILLIS = 6_000;

  private final World world;
  private final Fleet fleet;
  private long lastNumber;
  private int open;

  Pusher(World world, Fleet fleet) {
    this.world = world;
    this.fleet = fleet;
  }

  void push(SimClient client) {
    open++;
    new Errand(client, ++lastNumber).attempt();
  }

  /** True when every push is delivered. */
  boolean isQuiet() {
    return open == 0;
  }

  private final class Errand {
    private final SimClient client;
    private final long number;
    private int attempts;
    private boolean done;

    Errand(SimClient client, long number) {
      this.client = client;
      this.number = number;
    }

    void attempt() {
      int attempt = ++attempts;
      List<GatewayProcess> there =
          fleet.processes().stream().filter(process -> session(process) != null).toList();
      if (there.isEmpty()) {
        again(attempt, 200);
        return;
      }
      GatewayProcess process = world.oneOf(there);
      world.afterMillis(world.between(0.2, 5), () -> process.run(() -> deliver(process, attempt)));
      world.afterMillis(ANSWER_WITHIN_MILLIS, () -> again(attempt, 0));
    }

    private Session session(GatewayProcess process) {
      List<Session> sessions = process.sessions.of(new UserKey("default", client.user));
      return sessions.isEmpty() ? null : sessions.getLast();
    }

    private void deliver(GatewayProcess process, int attempt) {
      Session session = session(process);
      if (session == null) {
        again(attempt, 100);
        return;
      }
      session.push(
          new PushItem(
              new PushId(client.epoch, number),
              ByteString.copyFromUtf8("push " + number),
              true,
              world.nanos() + DEADLINE_NANOS,
              null,
              (id, fate, movedTo) -> told(attempt, fate)));
      session.loop().endBatch();
    }

    private void told(int attempt, Fate fate) {
      world.tell("push %d to %s: %s", number, client.user, fate);
      if (fate == Fate.DELIVERED) {
        delivered();
      } else {
        again(attempt, 150);
      }
    }

    private void delivered() {
      if (!client.hasPush(number)) {
        world.violated("I4: push " + number + " counts as delivered, " + client.user + " lacks it");
      }
      if (!done) {
        done = true;
        open--;
      }
    }

    private void again(int attempt, double millis) {
      world.afterMillis(
          millis,
          () -> {
            if (!done && attempt == attempts) {
              attempt();
            }
          });
    }
  }
}
