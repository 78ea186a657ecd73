package io.drawbridge.gateway.session;

import com.google.protobuf.ByteString;
import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.ConfigFile;
import io.drawbridge.proto.handover.v1.HandedResumeKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keys that resume tokens are made with: the current one signs, previous and next are accepted too.
 * Immutable.
 *
 * <p>All gateways of all regions have the same file, and no rotation needs them to change at one
 * moment:
 *
 * <pre>
 *               previous  current  next
 *   usual          -         a      -
 *   1. spread      -         a      b     every gateway must know b before anyone signs with it
 *   2. switch      a         b      -     tokens of a are still good
 *   3. retire      -         b      -     after the grace time of detached sessions
 * </pre>
 */
public final class ResumeKeys {
  private static final int RANDOM_SECRET_BYTES = 32;
  private static final int RANDOM_ID_BYTES = 4;

  private final ResumeKey current;
  private final List<ResumeKey> accepted;
  private final Optional<HandedResumeKey> unconfigured;

  private ResumeKeys(
      ResumeKey current, List<ResumeKey> accepted, Optional<HandedResumeKey> unconfigured) {
    this.current = current;
    this.accepted = accepted;
    this.unconfigured = unconfigured;
  }

  /**
   * Reads a YAML or JSON file.
   *
   * <pre>
   *   previous: {id: 2026-10, secret: ...}    may be absent
   *   current:  {id: 2026-11, secret: ...}    base64url of 32 random bytes
   *   next:     {id: 2026-12, secret: ...}    may be absent
   * </pre>
   */
  public static ResumeKeys load(Path file) throws ResumeKeysException {
    try {
      ResumeKeysDocument document = ConfigFile.read(file, ResumeKeysDocument.class);
      ResumeKey current = document.current().key();
      Stream<ResumeKey> others =
          Stream.of(document.previous(), document.next())
              .flatMap(Optional::stream)
              .map(ResumeKeysDocument.Entry::key);
      return new ResumeKeys(
          current, Stream.concat(Stream.of(current), others).toList(), Optional.empty());
    } catch (ConfigException e) {
      throw new ResumeKeysException(e);
    }
  }

  /**
   * One key, which only this process has, and the next one of this gateway if it hands over: its
   * tokens are good at no other gateway, nor after them.
   */
  public static ResumeKeys random(SecureRandom random) {
    byte[] id = new byte[RANDOM_ID_BYTES];
    byte[] secret = new byte[RANDOM_SECRET_BYTES];
    random.nextBytes(id);
    random.nextBytes(secret);
    return of(
        HandedResumeKey.newBuilder()
            .setId("random-" + HexFormat.of().formatHex(id))
            .setSecret(ByteString.copyFrom(secret))
            .build());
  }

  /** The key that the process before has made for itself. */
  public static ResumeKeys of(HandedResumeKey handed) {
    ResumeKey key = ResumeKey.of(handed.getId(), handed.getSecret().toByteArray());
    return new ResumeKeys(key, List.of(key), Optional.of(handed));
  }

  /** These, and tokens of {@code others} are accepted too. */
  public ResumeKeys accepting(ResumeKeys others) {
    return new ResumeKeys(
        current,
        Stream.concat(accepted.stream(), others.accepted.stream()).toList(),
        others.unconfigured);
  }

  /** The key among them that no file has, for the gateway's next process; never to be logged. */
  public Optional<HandedResumeKey> unconfigured() {
    return unconfigured;
  }

  ResumeKey current() {
    return current;
  }

  Optional<ResumeKey> find(ByteString id) {
    for (ResumeKey key : accepted) {
      if (key.idBytes().equals(id)) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  /** Ids alone, the current key's first. */
  @Override
  public String toString() {
    return accepted.toString();
  }
}
