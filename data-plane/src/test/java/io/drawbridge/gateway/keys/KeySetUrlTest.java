package io.drawbridge.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpHandler;
import io.drawbridge.coordination.FreePort;
import io.drawbridge.gateway.attach.TestTokens;
import io.drawbridge.gateway.attach.TokenKeys;
import io.drawbridge.gateway.attach.TokenKeysException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KeySetUrlTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir private Path folder;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T05:00:00Z"));

  @Test
  void seesARotationLive() throws Exception {
    try (Issuer issuer = publishing("old");
        KeySetUrl keys = open(issuer.url(), OFTEN)) {
      assertThat(keys.keys()).hasToString("keys [old]");

      issuer.publish(TestTokens.keySet("old", "new"));

      await().until(() -> keys.keys().toString().equals("keys [new, old]"));
      assertThat(keys.problem()).isEmpty();
    }
  }

  @Test
  void asksOnlyWhetherTheKeysHaveChanged() throws Exception {
    try (Issuer issuer = publishing("a");
        KeySetUrl keys = open(issuer.url(), OFTEN)) {
      TokenKeys before = keys.keys();
      now.set(now.get().plusSeconds(7));

      await().until(() -> issuer.unchanged.get() >= 2);

      assertThat(keys.keys()).isSameAs(before);
      assertThat(keys.age()).isZero(); // confirmed at the second 7
    }
  }

  @Test
  void keepsTheLastGoodKeysWhileTheIssuerIsGone() throws Exception {
    int port = FreePort.find();
    Issuer issuer = new Issuer(port);
    issuer.publish(TestTokens.keySet("a"));
    try (KeySetUrl keys = open(issuer.url(), OFTEN)) {
      issuer.close();
      await().until(() -> keys.problem().isPresent());
      now.set(now.get().plusSeconds(90));

      assertThat(keys.keys()).hasToString("keys [a]");
      assertThat(keys.age()).isEqualTo(Duration.ofSeconds(90));

      try (Issuer back = new Issuer(port)) {
        back.publish(TestTokens.keySet("b"));
        await().until(() -> keys.keys().toString().equals("keys [b]"));
        assertThat(keys.problem()).isEmpty();
      }
    }
  }

  @Test
  void keepsTheLastGoodKeysWhateverElseIsAnswered() throws Exception {
    try (Issuer issuer = publishing("a");
        KeySetUrl keys = open(issuer.url(), OFTEN)) {
      issuer.publish("<html>maintenance</html>");
      awaitProblem(keys, "not a JSON Web Key set");

      issuer.publish("{\"keys\":[]}");
      awaitProblem(keys, "0 keys (expected: 1 to 64)");

      issuer.answer(exchange -> Issuer.send(exchange, 500, "oops"));
      awaitProblem(keys, "status 500");

      issuer.publish(" ".repeat(TokenKeys.MAX_BYTES) + TestTokens.keySet("b"));
      awaitProblem(keys, "1048576");

      assertThat(keys.keys()).hasToString("keys [a]");
    }
  }

  @Test
  void givesUpOnAnAnswerThatDoesNotCome() throws Exception {
    assertGivenUp(exchange -> {});
  }

  @Test
  void givesUpOnABodyThatDoesNotEnd() throws Exception {
    assertGivenUp(exchange -> {
      exchange.sendResponseHeaders(200, 1_000);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
    });
  }

  @Test
  void anUnknownKeyIsLookedForAtOnceAndOnlyEveryFiveSeconds() throws Exception {
    try (Issuer issuer = publishing("a");
        KeySetUrl keys = open(issuer.url(), NEVER)) {
      issuer.publish(TestTokens.keySet("b"));
      keys.unknownKey();
      await().until(() -> keys.keys().toString().equals("keys [b]"));
      int asked = issuer.requests.get();

      issuer.publish(TestTokens.keySet("c"));
      now.set(now.get().plus(KeySetUrl.EARLY_EVERY).minusMillis(1));
      for (int i = 0; i < 1_000; i++) {
        keys.unknownKey();
      }
      now.set(now.get().plusMillis(1));
      keys.unknownKey();
      await().until(() -> keys.keys().toString().equals("keys [c]"));

      assertThat(issuer.requests).hasValue(asked + 1);
    }
  }

  @Test
  void refusesToBeSentToAPlainAddress() throws Exception {
    try (Issuer other = publishing("evil");
        Issuer issuer = new Issuer()) {
      issuer.answer(exchange -> {
        exchange.getResponseHeaders().set("Location", other.url().toString());
        Issuer.send(exchange, 302, "");
      });

      assertThatThrownBy(() -> open(issuer.url(), OFTEN))
          .isInstanceOf(TokenKeysException.class)
          .hasMessageContaining("redirected to \"" + other.url() + "\" (expected: to https)");
      assertThat(other.requests).hasValue(0);
    }
  }

  @Test
  void followsThreeRedirectsToHttpsAndNoFourth() throws Exception {
    try (TlsIssuer secure = new TlsIssuer(folder)) {
      secure.issuer.answer(exchange -> {
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        int left = Integer.parseInt(query);
        if (left == 0) {
          Issuer.send(exchange, 200, TestTokens.keySet("far"));
        } else {
          exchange.getResponseHeaders().set("Location", "/keys?" + (left - 1));
          Issuer.send(exchange, 307, "");
        }
      });

      try (KeySetUrl keys = open(secure.url("?3"), NEVER, secure.client(), Optional.empty())) {
        assertThat(keys.keys()).hasToString("keys [far]");
      }
      assertThatThrownBy(() -> open(secure.url("?4"), NEVER, secure.client(), Optional.empty()))
          .hasMessageContaining("redirected again (expected: 3 times)");
    }
  }

  @Test
  void refusesToStartWithoutAnAnswerAndSaysWhatIsMissing() {
    URI nobody = URI.create("http://127.0.0.1:" + FreePort.find() + "/keys");

    assertThatThrownBy(() -> open(nobody, NEVER))
        .isInstanceOf(TokenKeysException.class)
        .hasMessageStartingWith(nobody + ": no keys: ")
        .hasMessageEndingWith("(expected: a key set, or a copy in tokens.keys-copy)");
  }

  @Test
  void startsFromTheCopyWhileTheIssuerDoesNotAnswer() throws Exception {
    Path copy = folder.resolve("copy.json");
    int port = FreePort.find();
    URI url;
    try (Issuer issuer = new Issuer(port)) {
      issuer.publish(TestTokens.keySet("a"));
      url = issuer.url();
      open(url, NEVER, client(), Optional.of(copy)).close();
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
        .isEqualTo("rw-------");

    try (KeySetUrl keys = open(url, OFTEN, client(), Optional.of(copy))) {
      assertThat(keys.keys()).hasToString("keys [a]");
      assertThat(keys.problem()).isPresent();

      try (Issuer back = new Issuer(port)) {
        back.publish(TestTokens.keySet("b"));
        await().until(() -> keys.keys().toString().equals("keys [b]"));
      }
      assertThat(copy).content().contains("\"b\"");
    }
  }

  private void assertGivenUp(HttpHandler answer) throws Exception {
    try (Issuer issuer = new Issuer()) {
      issuer.answer(answer);
      KeySetUrl.Settings settings = new KeySetUrl.Settings(issuer.url(), NEVER, Optional.empty());

      assertThatThrownBy(() -> KeySetUrl.open(settings, client(), SHORT, now::get))
          .hasMessageContaining("no whole answer within 300 ms");
    }
  }

  private static Issuer publishing(String key) throws Exception {
    Issuer issuer = new Issuer();
    issuer.publish(TestTokens.keySet(key));
    return issuer;
  }

  private static void awaitProblem(KeySetUrl keys, String text) {
    await().until(() -> keys.problem().filter(why -> why.contains(text)).isPresent());
  }

  private KeySetUrl open(URI url, Duration pollEvery) throws Exception {
    return open(url, pollEvery, client(), Optional.empty());
  }

  private KeySetUrl open(URI url, Duration pollEvery, HttpClient client, Optional<Path> copy)
      throws Exception {
    return KeySetUrl.open(
        new KeySetUrl.Settings(url, pollEvery, copy), client, KeySetFetch.TIMEOUT, now::get);
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  }
}
