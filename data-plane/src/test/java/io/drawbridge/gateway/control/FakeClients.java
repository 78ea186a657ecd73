package io.drawbridge.gateway.control;

import io.drawbridge.gateway.drain.Errand;
import io.drawbridge.proto.control.v1.Drain;
import io.drawbridge.proto.control.v1.Kick;
import io.drawbridge.proto.control.v1.Move;
import io.drawbridge.proto.control.v1.Progress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told; an errand lasts until the test ends it. */
final class FakeClients implements ClientControl {
  final List<String> told = new CopyOnWriteArrayList<>();
  volatile FakeErrand errand;
  volatile boolean stopping;

  @Override
  public void hold() {
    told.add("hold");
  }

  @Override
  public Errand drain(Drain how) {
    told.add("drain " + how.getDeadlineMillis());
    errand = new FakeErrand();
    return errand;
  }

  @Override
  public boolean undrain() {
    told.add("undrain");
    return !stopping;
  }

  @Override
  public int kick(Kick whom) {
    told.add("kick " + whom.getUser());
    return 2;
  }

  @Override
  public Errand move(Move which) {
    told.add("move " + which.getSessions());
    errand = new FakeErrand();
    return errand;
  }

  /** Of ten clients. */
  static final class FakeErrand implements Errand {
    volatile int left = 10;
    volatile boolean over;
    volatile boolean stopped;

    @Override
    public Progress progress() {
      return Progress.newBuilder().setTotal(10).setLeft(left).build();
    }

    @Override
    public boolean isOver() {
      return over;
    }

    @Override
    public void stop() {
      stopped = true;
    }
  }
}
