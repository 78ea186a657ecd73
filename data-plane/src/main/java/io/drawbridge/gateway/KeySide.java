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
import io.drawbridge.proto.handover.v1.HandedResumeKey;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys of clients' tokens and of resume tokens, followed while the gateway runs. */
final class KeySide implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KeySide.class);

  private final KeySource tokenKeys;
  private final Supplier<ResumeKeys> ofThisProcess;
  private final boolean resumeKeysAreConfigured;
  private final Supplier<Optional<String>> resumeProblem;

  /**
   * The last answer of {@link #resumeKeys} with the keys of the process before; null = has none.
   */
  private volatile @Nullable WithThoseBefore withThoseBefore;

  /** What is in force is made anew when the file's keys are others. */
  private record WithThoseBefore(ResumeKeys own, ResumeKeys before, ResumeKeys inForce) {}

  private KeySide(
      KeySource tokenKeys,
      Supplier<ResumeKeys> ofThisProcess,
      boolean resumeKeysAreConfigured,
      Supplier<Optional<String>> resumeProblem) {
    this.tokenKeys = tokenKeys;
    this.ofThisProcess = ofThisProcess;
    this.resumeKeysAreConfigured = resumeKeysAreConfigured;
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
              + " it ends, unless it is restarted by handing over");
      ResumeKeys random = ResumeKeys.random(new SecureRandom());
      return new KeySide(tokenKeys(config, timer, nanoClock), () -> random, false, Optional::empty);
    }
    LiveFile<ResumeKeys> followed =
        LiveFile.open("keys of resume tokens", resumeFile.get(), ResumeKeys::load);
    var _ = followed.refreshOn(timer);
    return new KeySide(
        tokenKeys(config, timer, nanoClock), followed::value, true, followed::problem);
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

  /** Those in force at each call. */
  Supplier<ResumeKeys> resumeKeys() {
    return this::resumeKeysInForce;
  }

  private ResumeKeys resumeKeysInForce() {
    ResumeKeys own = ofThisProcess.get();
    WithThoseBefore known = withThoseBefore;
    if (known == null) {
      return own;
    }
    if (known.own != own) {
      known = with(own, known.before);
      withThoseBefore = known;
    }
    return known.inForce;
  }

  private WithThoseBefore with(ResumeKeys own, ResumeKeys before) {
    ResumeKeys inForce = resumeKeysAreConfigured ? own.accepting(before) : before;
    return new WithThoseBefore(own, before, inForce);
  }

  /** Tokens of the process before are good here; without configured keys, new ones are its kind. */
  void goOnWith(HandedResumeKey ofProcessBefore) {
    withThoseBefore = with(ofThisProcess.get(), ResumeKeys.of(ofProcessBefore));
  }

  /** For the next process; never to be logged. */
  Optional<HandedResumeKey> handedResumeKey() {
    return resumeKeysInForce().unconfigured();
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
