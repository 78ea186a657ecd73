package io.drawbridge.controlplane.streams;

import io.grpc.stub.StreamObserver;

/** What still arrives on a call that was refused. */
final class Ignored<T> implements StreamObserver<T> {
  @Override
  public void onNext(T value) {}

  @Override
  public void onError(Throwable error) {}

  @Override
  public void onCompleted() {}
}
