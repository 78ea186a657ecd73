package io.drawbridge.gateway.keys;

import io.drawbridge.gateway.attach.TokenKeys;
import io.drawbridge.gateway.attach.TokenKeysException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key set at its issuer's address, asked for again and again. While the issuer does not answer,
 * or answers something else, the keys of before stay in force.
 *
 * <p>Threads: as {@link KeySource} says; the issuer is asked on a thread of its own.
 */
public final class KeySetUrl implements KeySource {
  /**
   * Tokens that name unknown keys bring the next look forward, this often at most: anybody can send
   * such tokens, and none of them shall make us ask more than 12 times a minute.
   */
  static final Duration EARLY_EVERY = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(KeySetUrl.class);

  private final URI url;
  private final KeySetFetch fetch;
  private final Optional<KeySetCopy> copy;
  private final InstantSource clock;
  private final AtomicReference<Instant> lastEarly = new AtomicReference<>(Instant.MIN);
  private final HttpClient client;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("token-keys").daemon().factory());
  private Optional<String> tag = Optional.empty();
  private String lastText = "";
  private volatile InForce inForce;
  private volatile Optional<String> problem = Optional.empty();

  private record InForce(TokenKeys keys, Instant confirmedAt) {}

  /**
   * How to ask.
   *
   * @param pollEvery how old the keys may become while the issuer answers
   * @param copy file for the last good key set, for starts without the issuer
   */
  public record Settings(URI url, Duration pollEvery, Optional<Path> copy) {}

  private KeySetUrl(Settings settings, HttpClient client, Duration timeout, InstantSource clock)
      throws TokenKeysException, InterruptedException {
    this.url = settings.url();
    this.client = client;
    this.fetch = new KeySetFetch(client, url, timeout);
    this.copy = settings.copy().map(KeySetCopy::new);
    this.clock = clock;
    this.inForce = first();
    long millis = settings.pollEvery().toMillis();
    long firstMillis = ThreadLocalRandom.current().nextLong(millis + 1); // not all gateways at once
    var _ = thread.scheduleWithFixedDelay(this::poll, firstMillis, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Asks for the first time, and from then on.
   *
   * @throws TokenKeysException if there is no answer that counts, and no copy either
   */
  public static KeySetUrl open(Settings settings, InstantSource clock)
      throws TokenKeysException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(KeySetFetch.TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    return open(settings, client, KeySetFetch.TIMEOUT, clock);
  }

  static KeySetUrl open(Settings settings, HttpClient client, Duration timeout, InstantSource clock)
      throws TokenKeysException, InterruptedException {
    try {
      return new KeySetUrl(settings, client, timeout, clock);
    } catch (TokenKeysException | InterruptedException e) {
      client.shutdownNow();
      throw e;
    }
  }

  private InForce first() throws TokenKeysException, InterruptedException {
    try {
      return asked().orElseThrow(() -> new IOException(url + ": status 304 (expected: 200)"));
    } catch (IOException | TokenKeysException e) {
      String why = String.valueOf(e.getMessage());
      KeySetCopy known =
          copy.filter(KeySetCopy::exists)
              .orElseThrow(() ->
                  new TokenKeysException(
                      url.toString(),
                      "no keys: " + why + " (expected: a key set, or a copy in tokens.keys-copy)"));
      log.warn("keys of tokens: {}; the copy of {} is in force", why, known.madeAt());
      problem = Optional.of(why);
      return new InForce(known.keys(), known.madeAt());
    }
  }

  /** On the thread; must not throw, or it is never run again. */
  private void poll() {
    try {
      Optional<InForce> fresh = asked();
      inForce = fresh.orElseGet(() -> new InForce(inForce.keys, clock.instant()));
      if (problem.isPresent()) {
        log.info("keys of tokens: {} answers again", url);
      }
      problem = Optional.empty();
    } catch (IOException | TokenKeysException | RuntimeException e) {
      String why = String.valueOf(e.getMessage());
      if (!problem.equals(Optional.of(why))) { // once, not at every poll
        log.warn("keys of tokens: {}; those of before stay in force", why);
      }
      problem = Optional.of(why);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closing
    }
  }

  /** Empty if what is in force is still what the issuer has. */
  private Optional<InForce> asked() throws IOException, TokenKeysException, InterruptedException {
    return switch (fetch.get(tag)) {
      case KeySetFetch.Answer.Unchanged() -> unchanged();
      case KeySetFetch.Answer.Text(String text, _) when text.equals(lastText) -> unchanged();
      case KeySetFetch.Answer.Text(String text, Optional<String> newTag) -> {
        TokenKeys keys =
            TokenKeys.parsePublished(
                url.toString(), text, leftOut -> log.info("keys of tokens: {}", leftOut));
        tag = newTag;
        lastText = text;
        copy.ifPresent(file -> file.keep(text));
        log.info("keys of tokens: {} in force from {}", keys, url);
        yield Optional.of(new InForce(keys, clock.instant()));
      }
    };
  }

  private Optional<InForce> unchanged() {
    copy.ifPresent(file -> file.confirm(clock.instant()));
    return Optional.empty();
  }

  @Override
  public TokenKeys keys() {
    return inForce.keys;
  }

  @Override
  public void unknownKey() {
    Instant last = lastEarly.get();
    Instant now = clock.instant();
    boolean due = last.equals(Instant.MIN) || !now.isBefore(last.plus(EARLY_EVERY));
    if (due && lastEarly.compareAndSet(last, now)) {
      try {
        thread.execute(this::poll);
      } catch (RejectedExecutionException _) {
        log.debug("closing; no early look");
      }
    }
  }

  @Override
  public Optional<String> problem() {
    return problem;
  }

  @Override
  public Duration age() {
    return Duration.between(inForce.confirmedAt, clock.instant());
  }

  @Override
  public void close() {
    thread.shutdownNow();
    client.shutdownNow();
  }
}
