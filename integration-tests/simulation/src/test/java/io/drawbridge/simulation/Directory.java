package io.drawbridge.simulation;

import io.drawbridge.gateway.attach.SessionPlaces;
import io.drawbridge.gateway.session.Session;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where sessions are, as Redis would keep it: the highest connect number counts. */
final class Directory {
  private final World world;
  private final Map<Long, Entry> byEpoch = new HashMap<>();

  private record Entry(String gateway, int connectNumber) {}

  Directory(World world) {
    this.world = world;
  }

  Door door(GatewayProcess process) {
    return new Door(process);
  }

  /** One gateway's view of it. */
  final class Door implements SessionPlaces {
    private final GatewayProcess process;
    private final Pipe there;
    private final Pipe back;

    private Door(GatewayProcess process) {
      this.process = process;
      this.there = new Pipe(world);
      this.back = new Pipe(world);
    }

    @Override
    public CompletionStage<Placed> enter(Session session) {
      CompletableFuture<Placed> answer = new CompletableFuture<>();
      Entry mine = new Entry(process.name, session.connectNumber());
      there.send(() -> {
        Entry known = byEpoch.get(session.instance().epoch());
        boolean outdated =
            known != null
                && (known.connectNumber > mine.connectNumber
                    || (known.connectNumber == mine.connectNumber
                        && !known.gateway.equals(mine.gateway)));
        if (!outdated) {
          byEpoch.put(session.instance().epoch(), mine);
        }
        Placed placed = outdated ? Placed.OUTDATED : Placed.WRITTEN;
        back.send(() -> process.run(() -> answer.complete(placed)));
      });
      return answer;
    }

    @Override
    public void leave(Session session) {
      Entry mine = new Entry(process.name, session.connectNumber());
      there.send(() -> byEpoch.remove(session.instance().epoch(), mine));
    }
  }
}
