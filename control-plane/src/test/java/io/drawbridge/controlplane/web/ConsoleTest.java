package io.drawbridge.controlplane.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.access.ApiToken;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @TempDir private static Path directory;
  private static TestPort port;

  @BeforeAll
  static void start() throws Exception {
    Path built = Files.createDirectories(directory.resolve("dist/assets")).getParent();
    Files.writeString(directory.resolve("secret.txt"), "secret");
    Files.writeString(built.resolve("index.html"), "<!doctype html><title>console</title>");
    Files.writeString(built.resolve("icon.svg"), "<svg/>");
    Files.writeString(built.resolve("assets/index-abc.js"), "export {};");
    Files.writeString(built.resolve("assets/index-abc.css"), "body {}");
    Files.createSymbolicLink(built.resolve("link.txt"), directory.resolve("secret.txt"));
    Path token = Files.writeString(directory.resolve("token"), TOKEN);
    port = new TestPort(Optional.of(ApiToken.read(token)), Optional.of(built), Map::of);
  }

  @AfterAll
  static void stop() {
    port.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html;charset=utf-8, no-cache",
    "/index.html, text/html;charset=utf-8, no-cache",
    "/icon.svg, image/svg+xml, no-cache",
    "/assets/index-abc.js, text/javascript;charset=utf-8, 'public, max-age=31536000, immutable'",
    "/assets/index-abc.css, text/css;charset=utf-8, 'public, max-age=31536000, immutable'",
  })
  void filesHaveTheirTypeAndAreKeptAsLongAsTheirNameSays(String path, String type, String kept)
      throws Exception {
    HttpResponse<String> answer = port.send("GET", path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type").replace(" ", "")).isEqualTo(type);
    assertThat(header(answer, "Cache-Control")).isEqualTo(kept);
    assertThat(answer.body()).isNotEmpty();
    assertThat(port.send("HEAD", path).body()).isEmpty();
    String tag = header(answer, "ETag");
    assertThat(port.send("GET", path, "If-None-Match", tag).statusCode()).isEqualTo(304);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/nothing", "/api/v1/events"})
  void everyAnswerSaysWhatThePageMayDo(String path) throws Exception {
    HttpResponse<String> answer = port.send("GET", path);

    assertThat(header(answer, "Content-Security-Policy"))
        .isEqualTo(SecurityHeaders.POLICY)
        .doesNotContain("unsafe")
        .contains("frame-ancestors 'none'");
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
  }

  @Test
  void thePageNeedsNoTokenAndTheApiDoes() throws Exception {
    assertThat(port.send("GET", "/").statusCode()).isEqualTo(200);
    for (String path : new String[] {"/api", "/api/v1/regions", "/api/v1/events"}) {
      HttpResponse<String> refused = port.send("GET", path);
      assertThat(refused.statusCode()).as(path).isEqualTo(401);
      assertThat(refused.body()).contains("api.unauthorized");
      assertThat(header(refused, "Cache-Control")).isEqualTo("no-store");
    }
    try (var watcher = port.watch("Authorization", "Bearer " + TOKEN)) {
      assertThat(watcher.next()).isEqualTo("{}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%252e%252e/secret.txt",
        "/..;/secret.txt",
        "//secret.txt",
        "/link.txt",
        "/assets/",
        "/assets/..%5c..%5csecret.txt",
        "/index.html%00.js"
      })
  void noPathLeadsOutOfTheFolder(String path) throws Exception {
    String status = port.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(status).containsPattern("HTTP/1.1 (400|404) ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
  void onlyGetAndHeadAreAnswered(String method) throws Exception {
    HttpResponse<String> refused = port.send(method, "/");

    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(header(refused, "Allow")).isEqualTo("GET, HEAD");
    assertThat(refused.body()).contains("api.method-not-allowed");
  }

  @Test
  void withoutAConsoleThereIsAPageThatSaysWhatToDo() throws Exception {
    Path empty = Files.createDirectories(directory.resolve("empty"));
    for (Path folder : new Path[] {empty, directory.resolve("missing")}) {
      try (TestPort bare = new TestPort(Optional.empty(), Optional.of(folder), Map::of)) {
        assertThat(bare.send("GET", "/").body()).contains("npm ci").contains("console:");
        assertThat(bare.send("GET", "/assets/index-abc.js").statusCode()).isEqualTo(404);
      }
    }
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
