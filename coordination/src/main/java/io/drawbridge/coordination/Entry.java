package io.drawbridge.coordination;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KeyValue;

/**
 * One key of etcd as it was at a revision.
 *
 * @param created revision in which the key came into being; changes only if it was deleted between
 * @param modified revision of its last change
 * @param lease id of the lease it ends with, 0 = none
 */
public record Entry(String key, ByteString value, long created, long modified, long lease) {
  static Entry of(KeyValue keyValue) {
    return new Entry(
        keyValue.getKey().toStringUtf8(),
        keyValue.getValue(),
        keyValue.getCreateRevision(),
        keyValue.getModRevision(),
        keyValue.getLease());
  }
}
