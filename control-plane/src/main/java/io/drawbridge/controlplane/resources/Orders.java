package io.drawbridge.controlplane.resources;

import com.google.protobuf.ByteString;
import io.drawbridge.controlplane.waves.WaveCourse;
import io.drawbridge.proto.client.v1.Endpoint;
import io.drawbridge.proto.control.v1.Drain;
import io.drawbridge.proto.control.v1.Kick;
import io.drawbridge.proto.control.v1.Move;
import io.drawbridge.proto.control.v1.OperationOrder;
import io.drawbridge.proto.control.v1.Restart;
import io.drawbridge.proto.control.v1.RestartWaves;
import io.drawbridge.proto.control.v1.Undrain;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Bodies of requests, checked: what is not said gets its default, what is out of bounds a 400. */
final class Orders {
  static final long DEFAULT_WINDOW_MILLIS = 60_000;
  static final long DEFAULT_LINGER_MILLIS = 30_000;
  static final long MAX_WINDOW_MILLIS = 24L * 60 * 60 * 1_000;
  static final long MAX_LINGER_MILLIS = 60L * 60 * 1_000;
  static final long MIN_PAUSE_MILLIS = 1_000;
  static final int MAX_NAME_BYTES = 128;
  static final int MAX_MOVED = 1_000_000;

  private static final int SESSION_HEX = 32;
  private static final Pattern ARTIFACT = Pattern.compile("[A-Za-z0-9._+/-]{0,128}");
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private Orders() {}

  /**
   * How to drain.
   *
   * @param windowMillis over how long the clients are told
   * @param lingerMillis how long they may take to leave then
   */
  record DrainOrder(
      @Nullable String by, @Nullable Long windowMillis, @Nullable Long lingerMillis) {}

  /**
   * Whose sessions to end.
   *
   * @param device absent = any
   * @param session 32 hex digits; absent = any
   */
  record KickOrder(
      @Nullable String by,
      @Nullable String app,
      @Nullable String user,
      @Nullable String device,
      @Nullable String session) {}

  /**
   * Whom to move.
   *
   * @param to a gateway of the region; absent = where placement would send them
   */
  record MoveOrder(
      @Nullable String by,
      @Nullable Long sessions,
      @Nullable String to,
      @Nullable Long windowMillis,
      @Nullable Long lingerMillis) {}

  /**
   * What the next process is to run.
   *
   * @param artifact by the name that the gateway's machine has for it; absent or empty = as usual
   */
  record RestartOrder(@Nullable String by, @Nullable String artifact) {}

  /**
   * How a region's gateways are restarted in waves.
   *
   * @param artifact as of one gateway
   * @param pauseMillis how long is watched after each wave
   */
  record WavesOrder(@Nullable String by, @Nullable String artifact, @Nullable Long pauseMillis) {}

  /** {@code region}: of the gateway; absent = our own. */
  static OperationOrder.Builder named(
      String gateway, @Nullable String region, @Nullable String key) {
    if (key != null && !KEY.matcher(key).matches()) {
      throw bad("Idempotency-Key: not understood (expected: 1 to 64 letters, digits, '.-_')");
    }
    return OperationOrder.newBuilder()
        .setGateway(gateway)
        .setRegion(region == null ? "" : region)
        .setIdempotencyKey(key == null ? "" : key);
  }

  static OperationOrder drain(OperationOrder.Builder named, @Nullable DrainOrder given) {
    DrainOrder order = given == null ? new DrainOrder(null, null, null) : given;
    return named
        .setRequestedBy(by(order.by()))
        .setDrain(
            Drain.newBuilder()
                .setDeadlineMillis(window(order.windowMillis()))
                .setLingerMillis(linger(order.lingerMillis())))
        .build();
  }

  static OperationOrder undrain(OperationOrder.Builder named, @Nullable String by) {
    return named.setRequestedBy(by(by)).setUndrain(Undrain.getDefaultInstance()).build();
  }

  static OperationOrder kick(OperationOrder.Builder named, @Nullable KickOrder given) {
    KickOrder order = given == null ? new KickOrder(null, null, null, null, null) : given;
    return named
        .setRequestedBy(by(order.by()))
        .setKick(
            Kick.newBuilder()
                .setApp(name("app", order.app() == null ? "default" : order.app()))
                .setUser(name("user", order.user()))
                .setDevice(order.device() == null ? "" : name("device", order.device()))
                .setSession(session(order.session())))
        .build();
  }

  /** {@code endpoints}: where clients of a region's gateway connect, none if it is not known. */
  static OperationOrder move(
      OperationOrder.Builder named,
      @Nullable MoveOrder given,
      BiFunction<String, String, List<Endpoint>> endpoints) {
    MoveOrder order = given == null ? new MoveOrder(null, null, null, null, null) : given;
    Move.Builder move =
        Move.newBuilder()
            .setSessions((int) within("sessions", order.sessions(), -1, 1, MAX_MOVED))
            .setDeadlineMillis(window(order.windowMillis()))
            .setLingerMillis(linger(order.lingerMillis()));
    if (order.to() != null) {
      List<Endpoint> targets = endpoints.apply(named.getRegion(), order.to());
      if (targets.isEmpty() || order.to().equals(named.getGateway())) {
        throw bad("to: \"" + order.to() + "\" (expected: another gateway that takes clients)");
      }
      move.addAllTargets(targets);
    }
    return named.setRequestedBy(by(order.by())).setMove(move).build();
  }

  static OperationOrder restart(OperationOrder.Builder named, @Nullable RestartOrder given) {
    RestartOrder order = given == null ? new RestartOrder(null, null) : given;
    return named
        .setRequestedBy(by(order.by()))
        .setRestart(Restart.newBuilder().setArtifact(artifact(order.artifact())))
        .build();
  }

  static OperationOrder restartWaves(OperationOrder.Builder named, @Nullable WavesOrder given) {
    WavesOrder order = given == null ? new WavesOrder(null, null, null) : given;
    return named.setRequestedBy(by(order.by())).setRestartWaves(waves(order)).build();
  }

  /** Of all regions, one after another. */
  static OperationOrder restartFleet(OperationOrder.Builder named, @Nullable WavesOrder given) {
    WavesOrder order = given == null ? new WavesOrder(null, null, null) : given;
    return named.setRequestedBy(by(order.by())).setRestartFleet(waves(order)).build();
  }

  private static RestartWaves waves(WavesOrder order) {
    return RestartWaves.newBuilder()
        .setArtifact(artifact(order.artifact()))
        .setPauseMillis(
            (int)
                within(
                    "pauseMillis",
                    order.pauseMillis(),
                    WaveCourse.DEFAULT_PAUSE.toMillis(),
                    MIN_PAUSE_MILLIS,
                    MAX_WINDOW_MILLIS))
        .build();
  }

  private static String artifact(@Nullable String given) {
    String artifact = given == null ? "" : given;
    if (!ARTIFACT.matcher(artifact).matches()) {
      throw bad("artifact: not understood (expected: at most 128 letters, digits, '._+/-')");
    }
    return artifact;
  }

  static String by(@Nullable String given) {
    return given == null || given.isEmpty() ? "" : name("by", given);
  }

  private static int window(@Nullable Long given) {
    return (int) within("windowMillis", given, DEFAULT_WINDOW_MILLIS, 0, MAX_WINDOW_MILLIS);
  }

  /** At least a millisecond: 0 stands for the gateway's own. */
  private static int linger(@Nullable Long given) {
    return (int) within("lingerMillis", given, DEFAULT_LINGER_MILLIS, 1, MAX_LINGER_MILLIS);
  }

  private static long within(
      String what, @Nullable Long given, long otherwise, long min, long max) {
    long value = given == null ? otherwise : given;
    if (value < min || value > max) {
      throw bad(
          "%s: %s (expected: %d to %d)"
              .formatted(what, given == null ? "missing" : given, min, max));
    }
    return value;
  }

  private static String name(String what, @Nullable String given) {
    String name = given == null ? "" : given;
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_NAME_BYTES || name.chars().anyMatch(Character::isISOControl)) {
      throw bad(
          "%s: %d bytes (expected: 1 to %d, no control characters)"
              .formatted(what, bytes, MAX_NAME_BYTES));
    }
    return name;
  }

  private static ByteString session(@Nullable String given) {
    if (given == null) {
      return ByteString.EMPTY;
    }
    if (given.length() != SESSION_HEX || !given.chars().allMatch(HexFormat::isHexDigit)) {
      throw bad("session: not understood (expected: " + SESSION_HEX + " hex digits)");
    }
    return ByteString.copyFrom(HexFormat.of().parseHex(given));
  }

  static WebApplicationException bad(String detail) {
    return new WebApplicationException(
        Problem.of(Response.Status.BAD_REQUEST, "api.bad-request", detail).response());
  }
}
