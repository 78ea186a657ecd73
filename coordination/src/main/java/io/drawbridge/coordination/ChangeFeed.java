package io.drawbridge.coordination;

import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One watch stream of etcd. It ends for good at the first trouble of any kind; to go on is to list
 * again. One thread.
 */
final class ChangeFeed implements AutoCloseable {
  private final BlockingClientCall<WatchRequest, WatchResponse> stream;
  private final String prefix;
  private final Runnable leaveEndpoint;

  private ChangeFeed(
      BlockingClientCall<WatchRequest, WatchResponse> stream,
      String prefix,
      Runnable leaveEndpoint) {
    this.stream = stream;
    this.prefix = prefix;
    this.leaveEndpoint = leaveEndpoint;
  }

  static ChangeFeed open(
      BlockingClientCall<WatchRequest, WatchResponse> stream,
      String prefix,
      long fromRevision,
      Runnable leaveEndpoint)
      throws CoordinationException {
    ChangeFeed feed = new ChangeFeed(stream, prefix, leaveEndpoint);
    WatchCreateRequest create =
        WatchCreateRequest.newBuilder()
            .setKey(Etcd.utf8(prefix))
            .setRangeEnd(Etcd.afterPrefix(prefix))
            .setStartRevision(fromRevision)
            .build();
    feed.send(WatchRequest.newBuilder().setCreateRequest(create).build());
    return feed;
  }

  /** The next changes, or empty if there were none for {@code patience}. */
  Optional<WatchResponse> next(Duration patience) throws CoordinationException {
    try {
      WatchResponse response = stream.read(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (response == null) {
        leaveEndpoint.run();
        throw new CoordinationException("watch " + prefix + ": ended by etcd");
      }
      if (response.getCanceled()) {
        throw new CoordinationException("watch " + prefix + ": canceled, " + reason(response));
      }
      return Optional.of(response);
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (StatusException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  @Override
  public void close() {
    Streams.leave(stream);
  }

  private void send(WatchRequest request) throws CoordinationException {
    try {
      if (!stream.write(request, Etcd.DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CoordinationException("watch " + prefix + ": ended by etcd");
      }
    } catch (TimeoutException e) {
      close();
      throw failed(Status.DEADLINE_EXCEEDED.withCause(e).asException());
    } catch (StatusException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private CoordinationException failed(StatusException e) {
    leaveEndpoint.run();
    return new CoordinationException("watch " + prefix, e.getStatus(), e);
  }

  private CoordinationException interrupted() {
    Thread.currentThread().interrupt();
    return new CoordinationException("watch " + prefix + ": interrupted");
  }

  private static String reason(WatchResponse response) {
    if (response.getCompactRevision() > 0) {
      return "compacted at revision " + response.getCompactRevision();
    }
    return response.getCancelReason();
  }
}
