package io.drawbridge.client.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Tries sources one after another until one answers; the failures of all are told together. */
final class FirstOf<T> {
  private final List<Supplier<CompletableFuture<T>>> sources = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  /** Adds a source to try after the earlier ones. */
  FirstOf<T> then(Supplier<CompletableFuture<T>> source) {
    sources.add(source);
    return this;
  }

  /** Fails with {@link DiscoveryException} when every source has failed. */
  CompletableFuture<T> find() {
    return from(0);
  }

  private CompletableFuture<T> from(int index) {
    if (index == sources.size()) {
      return CompletableFuture.failedFuture(new DiscoveryException(String.join("; ", failures)));
    }
    return sources
        .get(index)
        .get()
        .exceptionallyCompose(failure -> {
          failures.add(describe(failure));
          return from(index + 1);
        });
  }

  static String describe(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
