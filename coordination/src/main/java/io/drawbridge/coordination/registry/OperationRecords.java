package io.drawbridge.coordination.registry;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.drawbridge.coordination.Entry;
import io.drawbridge.proto.control.v1.Operation;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Operations as they stand in etcd: proto3 JSON, so that an operator can read them. */
public final class OperationRecords {
  /** What one may be long: texts, names and notes are bounded, so none should come near. */
  public static final int MAX_BYTES = 16 * 1024;

  private static final Logger log = LoggerFactory.getLogger(OperationRecords.class);
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  /** Fields of a newer version are skipped. */
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

  private OperationRecords() {}

  /**
   * As it is stored.
   *
   * @throws IllegalArgumentException if it is longer than {@link #MAX_BYTES}
   */
  public static ByteString toJson(Operation operation) {
    try {
      ByteString json = ByteString.copyFromUtf8(PRINTER.print(operation));
      if (json.size() > MAX_BYTES) {
        throw new IllegalArgumentException(
            operation.getId() + ": " + json.size() + " bytes (expected: <= " + MAX_BYTES + ")");
      }
      return json;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an operation holds no Any, so it has a JSON form", e);
    }
  }

  /** The operation of an entry; empty, with a warning, if it cannot be read. */
  public static Optional<Operation> fromJson(Entry entry) {
    try {
      Operation.Builder operation = Operation.newBuilder();
      PARSER.merge(entry.value().toStringUtf8(), operation);
      return Optional.of(operation.build());
    } catch (InvalidProtocolBufferException e) {
      log.warn("{}: {} (expected: an Operation)", entry.key(), e.getMessage());
      return Optional.empty();
    }
  }
}
