package io.drawbridge.coordination;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The few calls of etcd's API that we use, each with a deadline, none repeated: repeating is up to
 * those who know whether it is safe. Blocks; any thread.
 */
final class Etcd implements AutoCloseable {
  static final Duration DEADLINE = Duration.ofSeconds(2);

  /**
   * Calls in flight. Thousands at once made etcd answer "too many requests" and starved the lease
   * of the same client; a caller beyond this waits for one deadline and fails.
   */
  static final int MAX_IN_FLIGHT = 256;

  /** Entries of one answer; a longer list is read in several, all of one revision. */
  private static final int PAGE = 1_000;

  private static final Metadata REQUIRE_LEADER = new Metadata();

  static {
    REQUIRE_LEADER.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
  }

  private final Endpoints endpoints;
  private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);

  Etcd(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  Optional<Entry> read(String key) throws CoordinationException {
    RangeRequest request = RangeRequest.newBuilder().setKey(utf8(key)).build();
    return range("get " + key, request).getKvsList().stream().map(Entry::of).findFirst();
  }

  /** All keys that start with {@code prefix}, by key. */
  Listing list(String prefix) throws CoordinationException {
    Listing listing = new Listing(prefix);
    RangeRequest.Builder request =
        RangeRequest.newBuilder()
            .setKey(utf8(prefix))
            .setRangeEnd(afterPrefix(prefix))
            .setLimit(PAGE);
    while (true) {
      RangeResponse page = range("list " + prefix, request.build());
      listing.add(page);
      if (!page.getMore()) {
        return listing;
      }
      request.setKey(listing.keyAfterLast()).setRevision(listing.revision());
    }
  }

  /** Puts if every comparison holds; the new revision, or empty if one does not hold. */
  Optional<Long> putIf(List<Compare> conditions, PutRequest put) throws CoordinationException {
    return doIf(
        "put " + put.getKey().toStringUtf8(),
        conditions,
        RequestOp.newBuilder().setRequestPut(put).build());
  }

  /** Deletes if every comparison holds; the new revision, or empty if one does not hold. */
  Optional<Long> deleteIf(List<Compare> conditions, String key) throws CoordinationException {
    DeleteRangeRequest delete = DeleteRangeRequest.newBuilder().setKey(utf8(key)).build();
    return doIf(
        "delete " + key, conditions, RequestOp.newBuilder().setRequestDeleteRange(delete).build());
  }

  private Optional<Long> doIf(String what, List<Compare> conditions, RequestOp change)
      throws CoordinationException {
    TxnRequest request =
        TxnRequest.newBuilder().addAllCompare(conditions).addSuccess(change).build();
    return call(
        what,
        channel -> {
          var answer = keys(channel).txn(request);
          return answer.getSucceeded()
              ? Optional.of(answer.getHeader().getRevision())
              : Optional.empty();
        });
  }

  LeaseGrantResponse grant(Duration ttl) throws CoordinationException {
    LeaseGrantRequest request = LeaseGrantRequest.newBuilder().setTTL(ttl.toSeconds()).build();
    return call("lease grant", channel -> leases(channel).leaseGrant(request));
  }

  /**
   * Extends a lease and asks at once whether it still exists: its time to live from now on, zero if
   * it is gone. One short stream each time; a lasting one would have to be watched for silence.
   */
  Duration renew(long lease) throws CoordinationException {
    LeaseKeepAliveRequest request = LeaseKeepAliveRequest.newBuilder().setID(lease).build();
    return call(
        "lease keep-alive",
        channel -> {
          BlockingClientCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> stream =
              leases(channel).leaseKeepAlive();
          try {
            stream.write(request);
            LeaseKeepAliveResponse answer = stream.read();
            if (answer == null) {
              throw Status.UNAVAILABLE.withDescription("stream ended").asException();
            }
            return Duration.ofSeconds(Math.max(0, answer.getTTL()));
          } finally {
            Streams.leave(stream);
          }
        });
  }

  void revoke(long lease) throws CoordinationException {
    LeaseRevokeRequest request = LeaseRevokeRequest.newBuilder().setID(lease).build();
    var ignored = call("lease revoke", channel -> leases(channel).leaseRevoke(request));
  }

  /** All changes below {@code prefix} from {@code fromRevision} on; the caller closes it. */
  ChangeFeed follow(String prefix, long fromRevision) throws CoordinationException {
    ManagedChannel channel = endpoints.current();
    var stub =
        WatchGrpc.newBlockingV2Stub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(REQUIRE_LEADER));
    return ChangeFeed.open(stub.watch(), prefix, fromRevision, () -> endpoints.leave(channel));
  }

  @Override
  public void close() {
    endpoints.close();
  }

  static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }

  /** The first key after all that start with {@code prefix}: its last byte plus one. */
  static ByteString afterPrefix(String prefix) {
    byte[] bytes = utf8(prefix).toByteArray();
    bytes[bytes.length - 1]++; // UTF-8 has no byte 0xff, so this never overflows
    return ByteString.copyFrom(bytes);
  }

  private RangeResponse range(String what, RangeRequest request) throws CoordinationException {
    return call(what, channel -> keys(channel).range(request));
  }

  private <T> T call(String what, Call<T> call) throws CoordinationException {
    ManagedChannel channel = endpoints.current();
    enter(what);
    try {
      return call.on(channel);
    } catch (StatusException e) {
      Status.Code code = e.getStatus().getCode();
      if (code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED) {
        endpoints.leave(channel);
      }
      throw new CoordinationException(what, e.getStatus(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CoordinationException(what + ": interrupted");
    } finally {
      inFlight.release();
    }
  }

  private void enter(String what) throws CoordinationException {
    try {
      if (inFlight.tryAcquire(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CoordinationException(what + ": interrupted");
    }
    throw new CoordinationException(
        what
            + ": "
            + MAX_IN_FLIGHT
            + " calls in flight (expected: fewer, within "
            + DEADLINE
            + ")");
  }

  private static KVGrpc.KVBlockingV2Stub keys(ManagedChannel channel) {
    return KVGrpc.newBlockingV2Stub(channel)
        .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static LeaseGrpc.LeaseBlockingV2Stub leases(ManagedChannel channel) {
    return LeaseGrpc.newBlockingV2Stub(channel)
        .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private interface Call<T> {
    T on(ManagedChannel channel) throws StatusException, InterruptedException;
  }
}
