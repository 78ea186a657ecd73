package io.drawbridge.coordination;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.PutRequest;

/** Parts of etcd transactions. */
final class Requests {
  private Requests() {}

  static PutRequest put(String key, ByteString value) {
    return PutRequest.newBuilder().setKey(Etcd.utf8(key)).setValue(value).build();
  }

  static PutRequest put(String key, ByteString value, long lease) {
    return put(key, value).toBuilder().setLease(lease).build();
  }

  /** The key's last change was in {@code revision}; 0 = the key does not exist. */
  static Compare modifiedIn(String key, long revision) {
    return equal(key, Compare.CompareTarget.MOD).setModRevision(revision).build();
  }

  static Compare createdIn(String key, long revision) {
    return equal(key, Compare.CompareTarget.CREATE).setCreateRevision(revision).build();
  }

  private static Compare.Builder equal(String key, Compare.CompareTarget target) {
    return Compare.newBuilder()
        .setKey(Etcd.utf8(key))
        .setTarget(target)
        .setResult(Compare.CompareResult.EQUAL);
  }
}
