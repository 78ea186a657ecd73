package io.drawbridge.controlplane.streams;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * Sends only the newest value to a peer, when it is ready for one: a slow peer costs one message of
 * memory. Threads: any, one at a time inside.
 */
final class Conflated<T> {
  private final ServerCallStreamObserver<T> peer;
  private @Nullable T waiting;
  private boolean ended;

  /** Only while the call is being accepted, as gRPC demands of ready handlers. */
  Conflated(ServerCallStreamObserver<T> peer) {
    this.peer = peer;
    peer.setOnReadyHandler(this::flush);
  }

  /** Replaces what still waits. */
  synchronized void offer(T value) {
    waiting = value;
    flush();
  }

  synchronized void complete() {
    if (!ended) {
      ended = true;
      peer.onCompleted();
    }
  }

  synchronized void refuse(Status status) {
    if (!ended) {
      ended = true;
      peer.onError(status.asException());
    }
  }

  /** The call is over; nothing can be sent. */
  synchronized void ended() {
    ended = true;
    waiting = null;
  }

  private synchronized void flush() {
    T next = waiting;
    if (!ended && next != null && peer.isReady()) {
      waiting = null;
      peer.onNext(next);
    }
  }
}
