package io.drawbridge.gateway.session;

import com.google.protobuf.ByteString;
import io.drawbridge.process.config.ConfigException;
import io.drawbridge.process.config.ConfigFile;
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

  private ResumeKeys(ResumeKey current, List<ResumeKey> accepted) {
    this.current = current;
    this.accepted = accepted;
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
      return new ResumeKeys(current, Stream.concat(Stream.of(current), others).toList());
    } catch (ConfigException e) {
      throw new ResumeKeysException(e);
    }
  }

  /** One key for one process's life: its tokens are good at no other gateway, nor after it. */
  public static ResumeKeys random(SecureRandom random) {
    byte[] id = new byte[RANDOM_ID_BYTES];
    byte[] secret = new byte[RANDOM_SECRET_BYTES];
    random.nextBytes(id);
    random.nextBytes(secret);
    ResumeKey key = ResumeKey.of("random-" + HexFormat.of().formatHex(id), secret);
    return new ResumeKeys(key, List.of(key));
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
