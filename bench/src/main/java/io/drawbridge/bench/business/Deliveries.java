package io.drawbridge.bench.business;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Which followed messages a business was given, and which more than once. Threads: any. */
final class Deliveries {
  private final Object lock = new Object(); // an old and a new gateway may bring messages at once

  @GuardedBy("lock")
  private final Map<Integer, BitSet> seqsByClient = new HashMap<>();

  @GuardedBy("lock")
  private long delivered;

  @GuardedBy("lock")
  private long doubled;

  /** A message has come; however it is flagged. */
  void add(FollowedMessage message) {
    synchronized (lock) {
      BitSet seqs = seqsByClient.computeIfAbsent(message.client(), _ -> new BitSet());
      int seq = Math.toIntExact(message.seq());
      if (seqs.get(seq)) {
        doubled++;
      } else {
        seqs.set(seq);
        delivered++;
      }
    }
  }

  /** One line: messages that came, each counted once; and those that came although they had. */
  String text() {
    synchronized (lock) {
      return "figures delivered=%d doubled=%d".formatted(delivered, doubled);
    }
  }
}
