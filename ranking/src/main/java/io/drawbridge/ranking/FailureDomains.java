package io.drawbridge.ranking;

import java.util.List;

/** Keeps a client's first tries from sharing one fate. */
final class FailureDomains {
  /** A client tries three gateways before it backs off for long. */
  private static final int FIRST_TRIES = 3;

  private FailureDomains() {}

  /**
   * Moves the best candidate of a second failure domain up into the first three of {@code ordered},
   * or into the whole list if {@code size} is less, unless one is there. The first stays first.
   */
  static void spread(List<Candidate> ordered, int size) {
    int tries = Math.min(FIRST_TRIES, size);
    if (tries < 2 || ordered.size() <= tries) {
      return;
    }
    String domain = ordered.getFirst().failureDomain();
    for (int i = 1; i < ordered.size(); i++) {
      if (!ordered.get(i).failureDomain().equals(domain)) {
        if (i >= tries) {
          ordered.add(tries - 1, ordered.remove(i));
        }
        return;
      }
    }
  }
}
