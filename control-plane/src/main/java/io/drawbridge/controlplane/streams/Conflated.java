package io.drawbridge.controlplane.streams;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Sends only the newest value of each kind to a peer, when it is ready for one: a slow peer costs
 * one message a kind of memory. Threads: any, one at a time inside.
 */
final class Conflated<T> {
  private final ServerCallStreamObserver<?> peer;
  private final Function<T, Object> kind;
  private final Consumer<T> send;
  private final SequencedMap<Object, T> waiting = new LinkedHashMap<>();
  private boolean ended;

  /**
   * Only while the call is being accepted, as gRPC demands of ready handlers.
   *
   * @param kind of a value; a value replaces only those of its kind
   */
  Conflated(ServerCallStreamObserver<T> peer, Function<T, Object> kind) {
    this(peer, kind, Function.identity());
  }

  /** As above; a value takes its {@code form} for the peer when it is sent, not before. */
  <F> Conflated(ServerCallStreamObserver<F> peer, Function<T, Object> kind, Function<T, F> form) {
    this.peer = peer;
    this.kind = kind;
    this.send = value -> peer.onNext(form.apply(value));
    peer.setOnReadyHandler(this::flush);
  }

  /** Replaces what still waits of its kind. */
  synchronized void offer(T value) {
    if (!ended) {
      waiting.put(kind.apply(value), value);
      flush();
    }
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
    waiting.clear();
  }

  private synchronized void flush() {
    while (!ended && !waiting.isEmpty() && peer.isReady()) {
      send.accept(waiting.pollFirstEntry().getValue());
    }
  }
}
