package io.drawbridge.bench.handover;

import java.util.concurrent.CompletableFuture;

/** What a process does with its clients. Threads: any. */
interface HandoverLoad {
  /** Done when it can be told what to do. */
  CompletableFuture<Void> ready();

  /**
   * Does what a line says.
   *
   * @return a line to answer
   * @throws IllegalArgumentException if it says nothing that there is
   */
  CompletableFuture<String> obey(String line);
}
