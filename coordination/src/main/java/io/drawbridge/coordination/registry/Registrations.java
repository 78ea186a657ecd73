package io.drawbridge.coordination.registry;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.drawbridge.coordination.Claim;
import io.drawbridge.proto.control.v1.GatewayRegistration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gateway registrations as they stand in etcd: proto3 JSON, so that an operator can read them. */
public final class Registrations {
  private static final Logger log = LoggerFactory.getLogger(Registrations.class);
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  /** Fields of a newer version are skipped. */
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

  private Registrations() {}

  public static ByteString toJson(GatewayRegistration registration) {
    try {
      return ByteString.copyFromUtf8(PRINTER.print(registration));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a registration holds no Any, so it has a JSON form", e);
    }
  }

  /** The registration at {@code key}; empty, with a warning, if it cannot be read. */
  public static Optional<GatewayRegistration> fromJson(String key, ByteString json) {
    try {
      GatewayRegistration.Builder registration = GatewayRegistration.newBuilder();
      PARSER.merge(json.toStringUtf8(), registration);
      return Optional.of(registration.build());
    } catch (InvalidProtocolBufferException e) {
      log.warn("{}: {} (expected: a GatewayRegistration)", key, e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Only over a lower generation. A higher one is the successor, to whom we yield; the same process
   * (same generation, same start) replaces itself; another of the same generation is waited for,
   * since its lease ends if it is dead.
   */
  static Claim overLowerGenerations(String key, GatewayRegistration ours) {
    return present ->
        fromJson(key, present).map(theirs -> judge(ours, theirs)).orElse(Claim.Answer.TAKE);
  }

  private static Claim.Answer judge(GatewayRegistration ours, GatewayRegistration theirs) {
    int order = Long.compareUnsigned(theirs.getGeneration(), ours.getGeneration());
    if (order < 0) {
      return Claim.Answer.TAKE;
    }
    if (order > 0) {
      return Claim.Answer.YIELD;
    }
    boolean sameProcess = theirs.getStartedUnixMillis() == ours.getStartedUnixMillis();
    return sameProcess ? Claim.Answer.TAKE : Claim.Answer.WAIT;
  }
}
