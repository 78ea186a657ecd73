package io.drawbridge.gateway.keys;

import io.drawbridge.gateway.attach.TokenKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks an issuer for its key set: one GET, and those it is redirected to. */
final class KeySetFetch {
  /** Of one request and its whole answer. */
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  static final int MAX_REDIRECTS = 3;

  private final HttpClient client;
  private final URI url;
  private final Duration timeout;

  /**
   * Asks nothing yet.
   *
   * @param client which must not follow redirects itself
   */
  KeySetFetch(HttpClient client, URI url, Duration timeout) {
    this.client = client;
    this.url = url;
    this.timeout = timeout;
  }

  /** What the issuer answered. */
  sealed interface Answer {
    /** A text, which may be a key set. */
    record Text(String text, Optional<String> tag) implements Answer {}

    /** Still that of the tag. */
    record Unchanged() implements Answer {}
  }

  /**
   * Asks.
   *
   * @param tag of the text that is known already
   * @throws IOException saying why there is no answer that counts
   */
  Answer get(Optional<String> tag) throws IOException, InterruptedException {
    URI at = url;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      HttpResponse<byte[]> response = send(at, tag);
      switch (response.statusCode()) {
        case 200 -> {
          String text = new String(response.body(), StandardCharsets.UTF_8);
          return new Answer.Text(text, response.headers().firstValue("ETag"));
        }
        case 304 -> {
          return new Answer.Unchanged();
        }
        case 301, 302, 303, 307, 308 -> at = target(at, response);
        default -> throw new IOException(at + ": status " + response.statusCode());
      }
    }
    throw new IOException(url + ": redirected again (expected: " + MAX_REDIRECTS + " times)");
  }

  private HttpResponse<byte[]> send(URI at, Optional<String> tag)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(at).GET();
    tag.ifPresent(known -> request.header("If-None-Match", known));
    CompletableFuture<HttpResponse<byte[]>> asked =
        client.sendAsync(
            request.build(),
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), TokenKeys.MAX_BYTES));
    try {
      return asked.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new IOException(at + ": no whole answer within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IOException(at + ": " + because(cause == null ? e : cause), e);
    } finally {
      asked.cancel(true);
    }
  }

  /** A connection refused has no message of its own. */
  private static String because(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static URI target(URI from, HttpResponse<?> response) throws IOException {
    String location = response.headers().firstValue("Location").orElse("");
    try {
      URI target = from.resolve(location);
      if ("https".equals(target.getScheme())) {
        return target;
      }
    } catch (IllegalArgumentException _) {
      // Told below: it is nothing that can be asked.
    }
    throw new IOException(from + ": redirected to \"" + location + "\" (expected: to https)");
  }
}
