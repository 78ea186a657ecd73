package io.drawbridge.coordination.registry;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.drawbridge.coordination.Entry;
import io.drawbridge.coordination.KeyWatch;
import io.drawbridge.proto.control.v1.Revocation;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Revocations as they stand in etcd: proto3 JSON, so that an operator can read them. */
public final class RevocationRecords {
  private static final Logger log = LoggerFactory.getLogger(RevocationRecords.class);
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  /** Fields of a newer version are skipped. */
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

  private RevocationRecords() {}

  public static ByteString toJson(Revocation revocation) {
    try {
      return ByteString.copyFromUtf8(PRINTER.print(revocation));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a revocation holds no Any, so it has a JSON form", e);
    }
  }

  /** All that can be read; a warning for each other. */
  public static List<Revocation> of(KeyWatch.View view) {
    return view.entries().values().stream()
        .map(RevocationRecords::fromJson)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Revocation> fromJson(Entry entry) {
    try {
      Revocation.Builder revocation = Revocation.newBuilder();
      PARSER.merge(entry.value().toStringUtf8(), revocation);
      return Optional.of(revocation.build());
    } catch (InvalidProtocolBufferException e) {
      log.warn("{}: {} (expected: a Revocation)", entry.key(), e.getMessage());
      return Optional.empty();
    }
  }
}
