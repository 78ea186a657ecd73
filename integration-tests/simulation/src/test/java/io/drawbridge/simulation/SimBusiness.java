package io.drawbridge.simulation;

import io.drawbridge.business.upstream.LaneKey;
import io.drawbridge.business.upstream.LaneStep;
import io.drawbridge.business.upstream.LaneStep.Verdict;
import io.drawbridge.proto.business.v1.LaneAnswer;
import io.drawbridge.proto.business.v1.LaneIdentity;
import io.drawbridge.proto.business.v1.LaneMessages;
import io.drawbridge.proto.business.v1.Refusal;
import io.drawbridge.proto.business.v1.RefusalReason;
import io.drawbridge.proto.business.v1.UpstreamAnswer;
import io.drawbridge.proto.business.v1.UpstreamBatch;
import io.drawbridge.proto.business.v1.UpstreamMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One instance of the business: answers batches, late, in part, or never. */
final class SimBusiness {
  private static final List<Double> SLOW = List.of(0.0, 0.04, 0.3);
  private static final List<Double> REFUSES = List.of(0.0, 0.03, 0.3);
  private static final double FORGETS = 0.01;

  final String name;
  private final World world;
  private final Database database;
  private final Planted planted;
  private final double slow;
  private final double refuses;
  private final List<SimCall> calls = new ArrayList<>();
  private final List<Runnable> held = new ArrayList<>();
  private boolean up = true;
  private boolean hangs;
  private boolean calm;
  private int life;

  SimBusiness(String name, World world, Database database, Planted planted) {
    this.name = name;
    this.world = world;
    this.database = database;
    this.planted = planted;
    this.slow = world.oneOf(SLOW); // seeds differ in what goes wrong most
    this.refuses = world.oneOf(REFUSES);
  }

  boolean isUp() {
    return up;
  }

  /** No more chances: from here on it only works. */
  void calm() {
    calm = true;
  }

  void kill() {
    world.tell("%s is killed", name);
    up = false;
    life++;
    held.clear();
    calls.forEach(call -> world.afterMillis(world.between(0.1, 20), call::lost));
    calls.clear();
  }

  void start() {
    if (!up) {
      world.tell("%s starts", name);
      up = true;
    }
  }

  void hang() {
    world.tell("%s hangs", name);
    hangs = true;
  }

  void wake() {
    if (hangs) {
      world.tell("%s works again", name);
      hangs = false;
      List<Runnable> now = List.copyOf(held);
      held.clear();
      now.forEach(Runnable::run);
    }
  }

  void opened(SimCall call) {
    calls.add(call);
  }

  /** A batch has come; {@code names} is what the call's lane numbers stand for. */
  void receive(SimCall call, Map<Integer, LaneIdentity> names, UpstreamBatch batch) {
    int now = life;
    List<LaneIdentity> identities = identities(names, batch);
    Runnable work =
        () -> {
          if (up && life == now) {
            answer(call, identities, batch);
          }
        };
    double millis = !calm && world.chance(slow) ? world.between(200, 1_500) : world.between(0.1, 9);
    world.afterMillis(
        millis,
        () -> {
          if (hangs) {
            held.add(work);
          } else {
            work.run();
          }
        });
  }

  /** Whose the batch's lanes are: read as batches come, for a later one may end what they name. */
  private List<LaneIdentity> identities(Map<Integer, LaneIdentity> names, UpstreamBatch batch) {
    List<LaneIdentity> identities = new ArrayList<>();
    for (LaneMessages lane : batch.getLanesList()) {
      if (lane.hasIdentity()) {
        names.put(lane.getLane(), lane.getIdentity());
      }
      LaneIdentity identity = names.get(lane.getLane());
      if (identity == null) {
        world.violated(name + " was sent lane " + lane.getLane() + " without an identity");
        identity = LaneIdentity.getDefaultInstance();
      }
      identities.add(identity);
    }
    batch.getEndedLanesList().forEach(names::remove);
    return identities;
  }

  private void answer(SimCall call, List<LaneIdentity> identities, UpstreamBatch batch) {
    UpstreamAnswer.Builder answer = UpstreamAnswer.newBuilder().setBatch(batch.getId());
    for (int i = 0; i < batch.getLanesCount(); i++) {
      LaneMessages lane = batch.getLanes(i);
      if (calm || !world.chance(FORGETS)) {
        answer.addLanes(work(batch, lane, identities.get(i)).setLane(lane.getLane()));
      }
    }
    call.answer(answer.build());
  }

  private LaneAnswer.Builder work(UpstreamBatch batch, LaneMessages lane, LaneIdentity identity) {
    LaneKey key =
        new LaneKey(
            batch.getApp(),
            batch.getService(),
            identity.getUser(),
            identity.getDevice(),
            identity.getEpoch());
    LaneAnswer.Builder answer = LaneAnswer.newBuilder();
    for (UpstreamMessage message : lane.getMessagesList()) {
      LaneStep step = new LaneStep(key, identity.getConnectNumber(), message.getSeq());
      RefusalReason refusal = work(step, message.getBody().toStringUtf8());
      if (refusal != RefusalReason.REFUSAL_REASON_UNSPECIFIED) {
        return answer
            .setAcceptedTo(message.getSeq() - 1)
            .setRefusal(Refusal.newBuilder().setReason(refusal).setRetryAfterMillis(50));
      }
      answer.setAcceptedTo(message.getSeq());
    }
    return answer;
  }

  private RefusalReason work(LaneStep step, String body) {
    if (!calm && world.chance(refuses)) {
      return RefusalReason.BUSINESS_BUSY;
    }
    if (planted == Planted.ACCEPTS_EARLY) {
      int now = life;
      world.afterMillis(
          5,
          () -> {
            if (up && life == now) {
              var _ = database.apply(step, body);
            }
          });
      return RefusalReason.REFUSAL_REASON_UNSPECIFIED;
    }
    Verdict verdict = database.apply(step, body);
    if (verdict != Verdict.NEW) {
      world.tell("business: %s %d is %s", step.lane().user(), step.seq(), verdict);
    }
    return verdict == Verdict.OVERTAKEN
        ? RefusalReason.STALE_CONNECTION
        : RefusalReason.REFUSAL_REASON_UNSPECIFIED;
  }

  Map<Integer, LaneIdentity> newNames() {
    return new HashMap<>();
  }
}
