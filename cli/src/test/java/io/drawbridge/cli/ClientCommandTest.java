package io.drawbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against an HTTP server that answers as a control plane does. */
class ClientCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  @TempDir private Path folder;
  private HttpServer controlPlane;
  private volatile int status;
  private volatile String answer;

  @BeforeEach
  void start() throws IOException {
    controlPlane = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    controlPlane.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String token = exchange.getRequestHeaders().getFirst("Authorization");
          requests.add(exchange.getRequestURI() + " " + token + " " + body.replaceAll("\\s", ""));
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    controlPlane.start();
  }

  @AfterEach
  void stop() {
    controlPlane.stop(0);
  }

  @Test
  void tellsUntilWhenTokensAreRevoked() throws Exception {
    status = 200;
    answer =
        """
        {"app":"shop","user":"alice","device":"phone","notBeforeUnixMillis":1000,"endsUnixMillis":61000}\
        """;
    Path token = Files.writeString(folder.resolve("token"), "secret\n");

    int code =
        revoke("alice", "--app=shop", "--device=phone", "--api-token-file", token.toString());

    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString())
        .isEqualTo(
            "shop:alice on phone: tokens issued until 1970-01-01T00:00:01Z are revoked in all"
                + " regions; stands until 1970-01-01T00:01:01Z\n");
    assertThat(requests)
        .singleElement()
        .asString()
        .startsWith("/api/v1/revocations Bearer secret {")
        .contains("\"app\":\"shop\"", "\"user\":\"alice\"", "\"device\":\"phone\"");
  }

  @Test
  void namesTheRegionThatMayNotKnow() {
    status = 502;
    answer =
        """
        {"code":"api.revocation-incomplete","detail":"revoked, but not for certain in eu-2 (down)"}\
        """;

    assertThat(revoke("alice")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "drawbridge client revoke: revoked, but not for certain in eu-2 (down)"
                + " (api.revocation-incomplete)\n");
    assertThat(requests).singleElement().asString().contains("\"app\":\"default\"");
  }

  @Test
  void saysWhoDoesNotAnswer() {
    controlPlane.stop(0);

    assertThat(revoke("alice")).isEqualTo(1);
    assertThat(err.toString()).contains("no answer from [" + address() + "]");
  }

  @Test
  void withoutAFleetNothingIsRevoked() {
    assertThat(run("client", "revoke", "alice", "--home", folder.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("no local fleet in " + folder);
  }

  private String address() {
    return "http://127.0.0.1:" + controlPlane.getAddress().getPort();
  }

  private int revoke(String user, String... options) {
    String[] fixed = {"client", "revoke", user, "--control-plane", address()};
    String[] all = Arrays.copyOf(fixed, fixed.length + options.length);
    System.arraycopy(options, 0, all, fixed.length, options.length);
    return run(all);
  }

  private int run(String... args) {
    return DrawbridgeCommand.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }
}
