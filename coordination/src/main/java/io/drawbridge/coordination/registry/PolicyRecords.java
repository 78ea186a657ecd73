package io.drawbridge.coordination.registry;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.drawbridge.coordination.Entry;
import io.drawbridge.proto.control.v1.PolicyRecord;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Policies as they stand in etcd: proto3 JSON, so that an operator can read them. */
public final class PolicyRecords {
  /** etcd takes 1.5 MiB in one request; 20 versions of the longest documents are some 700 KiB. */
  public static final int MAX_BYTES = 1 << 20;

  private static final Logger log = LoggerFactory.getLogger(PolicyRecords.class);
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  /** Fields of a newer version are skipped. */
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

  private PolicyRecords() {}

  /**
   * As it is stored.
   *
   * @throws IllegalArgumentException if it is longer than {@link #MAX_BYTES}
   */
  public static ByteString toJson(PolicyRecord policy) {
    try {
      ByteString json = ByteString.copyFromUtf8(PRINTER.print(policy));
      if (json.size() > MAX_BYTES) {
        throw new IllegalArgumentException(
            policy.getName() + ": " + json.size() + " bytes (expected: <= " + MAX_BYTES + ")");
      }
      return json;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a policy holds no Any, so it has a JSON form", e);
    }
  }

  /** The policy of an entry; empty, with a warning, if it cannot be read. */
  public static Optional<PolicyRecord> fromJson(Entry entry) {
    try {
      PolicyRecord.Builder policy = PolicyRecord.newBuilder();
      PARSER.merge(entry.value().toStringUtf8(), policy);
      return Optional.of(policy.build());
    } catch (InvalidProtocolBufferException e) {
      log.warn("{}: {} (expected: a PolicyRecord)", entry.key(), e.getMessage());
      return Optional.empty();
    }
  }
}
