package io.drawbridge.coordination;

import java.util.ArrayList;
import java.util.List;

/** Remembers what it was told. */
final class FakeLeader implements Leadership.Listener {
  private final List<String> told = new ArrayList<>();
  private boolean leads;

  @Override
  public synchronized void gained(Guard guard) {
    leads = true;
    told.add("gained");
  }

  @Override
  public synchronized void lost(Guard guard) {
    leads = false;
    told.add("lost");
  }

  synchronized boolean leads() {
    return leads;
  }

  synchronized List<String> told() {
    return List.copyOf(told);
  }
}
