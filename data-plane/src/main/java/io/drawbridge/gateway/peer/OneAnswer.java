package io.drawbridge.gateway.peer;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** The answer of a unary call as a future. Threads: any. */
final class OneAnswer<T> implements StreamObserver<T> {
  final CompletableFuture<T> future = new CompletableFuture<>();

  @Override
  public void onNext(T answer) {
    future.complete(answer);
  }

  @Override
  public void onError(Throwable error) {
    future.completeExceptionally(error);
  }

  @Override
  public void onCompleted() {
    future.completeExceptionally(new IllegalStateException("the call ended without an answer"));
  }
}
