package io.drawbridge.gateway.upstream;

/** What one loop has under way to one service, whichever instances have it. Threads: the loop. */
final class ServiceBudget {
  private final RetryBudget retries;
  private int inFlight;

  ServiceBudget(long nowNanos) {
    retries = new RetryBudget(nowNanos);
  }

  /** Messages in batches without an answer. */
  int inFlight() {
    return inFlight;
  }

  /** A batch may begin below the bound; it may end a lane's window above it. */
  boolean hasRoom(Service service) {
    return inFlight < service.maxInFlight();
  }

  void opened(int messages) {
    inFlight += messages;
  }

  void closed(int messages) {
    inFlight -= messages;
  }

  RetryBudget retries() {
    return retries;
  }
}
