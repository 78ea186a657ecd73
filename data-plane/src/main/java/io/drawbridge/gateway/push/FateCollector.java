package io.drawbridge.gateway.push;

import io.drawbridge.proto.business.v1.Outcome;
import io.drawbridge.proto.business.v1.SessionFate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Waits until every part of a push has told its fates. Threads: any; the consumer is called once,
 * by whoever tells the last.
 */
final class FateCollector {
  private final Queue<SessionFate> fates = new ConcurrentLinkedQueue<>();
  private final AtomicInteger openParts = new AtomicInteger(1);
  private final Consumer<List<SessionFate>> consumer;

  /** Begins with one part, so that parts can be added before any is told. */
  FateCollector(Consumer<List<SessionFate>> consumer) {
    this.consumer = consumer;
  }

  /** One more part will tell. Only before the last has told. */
  void addPart() {
    openParts.incrementAndGet();
  }

  /** A part tells what became of its sessions. */
  void part(Collection<SessionFate> told) {
    fates.addAll(told);
    if (openParts.decrementAndGet() == 0) {
      consumer.accept(new ArrayList<>(fates));
    }
  }

  /** A part tells one outcome about no particular session. */
  void part(Outcome outcome, String text) {
    part(List.of(fate(outcome, text)));
  }

  static SessionFate fate(Outcome outcome, String text) {
    return SessionFate.newBuilder().setOutcome(outcome).setText(text).build();
  }
}
