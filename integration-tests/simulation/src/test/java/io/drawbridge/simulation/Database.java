package io.drawbridge.simulation;

import io.drawbridge.business.upstream.LaneKey;
import io.drawbridge.business.upstream.LaneProgress;
import io.drawbridge.business.upstream.LaneStep;
import io.drawbridge.business.upstream.LaneStep.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What all instances of the business share: effects, and how far each lane is. */
final class Database {
  private final World world;
  private final Planted planted;
  private final Map<LaneKey, LaneProgress> progress = new HashMap<>();
  private final Map<LaneKey, List<Effect>> effects = new HashMap<>();

  /** What a message did. */
  record Effect(long seq, long connectNumber, String body) {}

  Database(World world, Planted planted) {
    this.world = world;
    this.planted = planted;
  }

  /** One transaction. */
  Verdict apply(LaneStep step, String body) {
    LaneProgress known = progress.getOrDefault(step.lane(), LaneProgress.NONE);
    Verdict verdict = judge(step, known);
    if (verdict == Verdict.NEW) {
      progress.put(step.lane(), step.progress());
      add(step, new Effect(step.seq(), step.connectNumber(), body));
    }
    return verdict;
  }

  private Verdict judge(LaneStep step, LaneProgress known) {
    return switch (planted) {
      case KNOWS_NO_REPEATS ->
          new LaneStep(step.lane(), step.connectNumber(), Long.MAX_VALUE).against(known);
      case KNOWS_NO_CONNECT_NUMBERS ->
          new LaneStep(step.lane(), Long.MAX_VALUE, step.seq()).against(known);
      default -> step.against(known);
    };
  }

  private void add(LaneStep step, Effect effect) {
    List<Effect> all = effects.computeIfAbsent(step.lane(), lane -> new ArrayList<>());
    String name = step.lane().user() + " " + effect.seq();
    if (!all.isEmpty()) {
      Effect last = all.getLast();
      if (effect.seq() <= last.seq()) {
        world.violated("I2/I3: " + name + " had its effect after " + last.seq());
      }
      if (effect.connectNumber() < last.connectNumber()) {
        world.violated(
            "I5: %s came by dial %d after one by dial %d"
                .formatted(name, effect.connectNumber(), last.connectNumber()));
      }
    }
    all.add(effect);
    world.tell("business: effect of %s by dial %d", name, effect.connectNumber());
  }

  boolean has(LaneKey lane, long seq, String body) {
    return effects.getOrDefault(lane, List.of()).stream()
        .anyMatch(effect -> effect.seq() == seq && effect.body().equals(body));
  }

  int count(LaneKey lane) {
    return effects.getOrDefault(lane, List.of()).size();
  }
}
