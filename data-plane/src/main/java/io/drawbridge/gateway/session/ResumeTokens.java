package io.drawbridge.gateway.session;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;

/**
 * Makes and checks resume tokens. Who has one, and is the client instance it was made for, may take
 * the session over; a gateway reads from it where the session is.
 *
 * <pre>
 *   | what it says, see ResumeToken | HMAC-SHA256 32 |
 *        signed together with
 *   | n app | n user | n device | epoch u64 |                             n: length, two bytes
 * </pre>
 *
 * <p>Threads: any, also event loops; never blocks. A call costs about 1 µs and 1.6 KB of garbage.
 */
public final class ResumeTokens {
  private static final int SESSION_BYTES = 16;
  private static final int MAC_BYTES = 32;

  private final Supplier<ResumeKeys> keys;
  private final long lifeSeconds;
  private final InstantSource clock;

  /**
   * @param keys those in force; asked at every call
   * @param life a token older than this is refused
   */
  public ResumeTokens(Supplier<ResumeKeys> keys, Duration life, InstantSource clock) {
    this.keys = keys;
    this.lifeSeconds = life.toSeconds();
    this.clock = clock;
  }

  /** What {@link #check} found. Its reasons are for logs and metrics: clients hear one text. */
  public sealed interface Checked {
    /** The token is this session's and this instance's. */
    record Genuine(SessionId session, String region, String gateway) implements Checked {}

    /** It proves nothing. */
    record Refused(Reason reason) implements Checked {}

    /** Why a token proves nothing. */
    enum Reason {
      /** There is none. */
      MISSING,
      /** It is no token of this format, or the session's id is none. */
      MALFORMED,
      /** Its key is not in force: retired, of another fleet, or of another process's life. */
      UNKNOWN_KEY,
      /** It is genuine, and its life is over. */
      EXPIRED,
      /** It was changed, or is another instance's or session's. */
      FORGED
    }
  }

  /**
   * A token for CONNECTED, at most 256 bytes.
   *
   * @param region where the session is
   * @param gateway likewise
   * @throws IllegalArgumentException if a name is longer than 63 bytes
   */
  public ByteString issue(
      SessionId session, ClientInstance instance, String region, String gateway) {
    ResumeKey key = keys.get().current();
    ByteString said =
        new ResumeToken(
                key.idBytes(),
                ByteString.copyFromUtf8(region),
                ByteString.copyFromUtf8(gateway),
                session,
                clock.instant().getEpochSecond())
            .bytes();
    return said.concat(ByteString.copyFrom(mac(key, said, instance)));
  }

  /**
   * Never throws, whatever the bytes are.
   *
   * @param sessionId the session that the client says the token is for
   * @param instance who the client is, as its JWT and CONNECT have it
   */
  public Checked check(ByteString token, ByteString sessionId, ClientInstance instance) {
    if (token.isEmpty()) {
      return refused(Checked.Reason.MISSING);
    }
    int saidBytes = token.size() - MAC_BYTES;
    Optional<ResumeToken> parsed =
        saidBytes < 0 ? Optional.empty() : ResumeToken.parse(token.substring(0, saidBytes));
    if (parsed.isEmpty() || sessionId.size() != SESSION_BYTES) {
      return refused(Checked.Reason.MALFORMED);
    }
    Optional<ResumeKey> key = keys.get().find(parsed.get().keyId());
    if (key.isEmpty()) {
      return refused(Checked.Reason.UNKNOWN_KEY);
    }
    byte[] expected = mac(key.get(), token.substring(0, saidBytes), instance);
    boolean genuine =
        MessageDigest.isEqual(expected, token.substring(saidBytes).toByteArray()); // constant time
    return genuine ? checkGenuine(parsed.get(), sessionId) : refused(Checked.Reason.FORGED);
  }

  private Checked checkGenuine(ResumeToken token, ByteString sessionId) {
    if (!token.session().bytes().equals(sessionId)) {
      return refused(Checked.Reason.FORGED);
    }
    if (clock.instant().getEpochSecond() - token.issuedAtEpochSecond() > lifeSeconds) {
      return refused(Checked.Reason.EXPIRED);
    }
    return new Checked.Genuine(
        token.session(), token.region().toStringUtf8(), token.gateway().toStringUtf8());
  }

  private static Checked refused(Checked.Reason reason) {
    return new Checked.Refused(reason);
  }

  private static byte[] mac(ResumeKey key, ByteString said, ClientInstance instance) {
    Mac mac = key.mac();
    mac.update(said.asReadOnlyByteBuffer());
    update(mac, instance.user().app());
    update(mac, instance.user().user());
    update(mac, instance.device());
    mac.update(ByteBuffer.allocate(Long.BYTES).putLong(instance.epoch()).flip());
    return mac.doFinal();
  }

  /** With its length first: the end of one name never counts as the beginning of the next. */
  private static void update(Mac mac, String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    mac.update(ByteBuffer.allocate(Short.BYTES).putShort((short) utf8.length).flip());
    mac.update(utf8);
  }
}
