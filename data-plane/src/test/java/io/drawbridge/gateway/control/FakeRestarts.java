package io.drawbridge.gateway.control;

import io.drawbridge.proto.control.v1.Restart;
import io.drawbridge.proto.control.v1.ResultKind;

/** A process of generation 5, until the test says otherwise, and a restart that it ends. */
final class FakeRestarts implements RestartControl {
  long generation = 5;
  int asked;
  private volatile ResultKind kind = ResultKind.IN_PROGRESS;
  private volatile String text = "it starts";

  void end(ResultKind how, String why) {
    text = why;
    kind = how;
  }

  @Override
  public Undertaking restart(Restart how) {
    asked++;
    return new Undertaking() {
      @Override
      public ResultKind kind() {
        return kind;
      }

      @Override
      public String text() {
        return text;
      }
    };
  }

  @Override
  public boolean cameAfter(Restart how) {
    return generation > how.getGeneration();
  }
}
