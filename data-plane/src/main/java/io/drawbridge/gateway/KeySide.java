package io.drawbridge.gateway;

import io.drawbridge.gateway.GatewayConfig.TokensConfig;
import io.drawbridge.gateway.attach.Revocations;
import io.drawbridge.gateway.attach.TokenVerifier;
import io.drawbridge.gateway.keys.KeySetFile;
import io.drawbridge.gateway.keys.KeySetUrl;
import io.drawbridge.gateway.keys.KeySource;
import io.drawbridge.gateway.session.ResumeKeys;
import io.drawbridge.process.config.LiveFile;
import io.drawbridge.process.operations.Check;
import io.drawbridge.process.operations.Health;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys of clients' tokens and of resume tokens, followed while the gateway runs. */
final class KeySide implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KeySide.class);

  private final KeySource tokenKeys;
  private final Supplier<ResumeKeys> resumeKeys;
  private final Supplier<Optional<String>> resumeProblem;

  private KeySide(
      KeySource tokenKeys,
      Supplier<ResumeKeys> resumeKeys,
      Supplier<Optional<String>> resumeProblem) {
    this.tokenKeys = tokenKeys;
    this.resumeKeys = resumeKeys;
    this.resumeProblem = resumeProblem;
  }

  /**
   * Reads everything for the first time; {@code timer} looks for changes.
   *
   * @throws Exception naming the file or URL that cannot be used
   */
  static KeySide open(TokensConfig config, ScheduledExecutorService timer, LongSupplier nanoClock)
      throws Exception {
    Optional<Path> resumeFile = config.resumeKeys();
    if (resumeFile.isEmpty()) {
      log.warn(
          "tokens.resume-keys: none; sessions can be resumed at this gateway alone, and until"
              + " it ends");
      ResumeKeys random = ResumeKeys.random(new SecureRandom());
      return new KeySide(tokenKeys(config, timer, nanoClock), () -> random, Optional::empty);
    }
    LiveFile<ResumeKeys> followed =
        LiveFile.open("keys of resume tokens", resumeFile.get(), ResumeKeys::load);
    var _ = followed.refreshOn(timer);
    return new KeySide(tokenKeys(config, timer, nanoClock), followed::value, followed::problem);
  }

  private static KeySource tokenKeys(
      TokensConfig config, ScheduledExecutorService timer, LongSupplier nanoClock)
      throws Exception {
    Optional<URI> url = config.keysUrl();
    return url.isPresent()
        ? KeySetUrl.open(
            new KeySetUrl.Settings(url.get(), config.keysPoll(), config.keysCopy()),
            InstantSource.system())
        : KeySetFile.open(Path.of(config.keys()), timer, nanoClock);
  }

  /** By the keys in force at each call. */
  TokenVerifier tokens(Revocations revocations) {
    return new TokenVerifier(
        tokenKeys::keys, tokenKeys::unknownKey, revocations, InstantSource.system());
  }

  /** Those in force. */
  Supplier<ResumeKeys> resumeKeys() {
    return resumeKeys;
  }

  /** How long ago the keys of tokens were known to be those of their source. */
  Duration age() {
    return tokenKeys.age();
  }

  boolean tokenKeysInDoubt() {
    return tokenKeys.problem().isPresent();
  }

  boolean resumeKeysInDoubt() {
    return resumeProblem.get().isPresent();
  }

  /** The checks tell operators; a gateway with the keys of before still serves. */
  void register(Health health) {
    health.readiness("token-keys", this::tokenKeysCheck);
    health.readiness(
        "resume-keys", () -> resumeProblem.get().map(Check::degraded).orElseGet(Check::passing));
  }

  private Check tokenKeysCheck() {
    return tokenKeys
        .problem()
        .map(why -> Check.degraded(why + "; keys of " + age().toSeconds() + " s ago are in force"))
        .orElseGet(Check::passing);
  }

  @Override
  public void close() {
    tokenKeys.close();
  }
}
