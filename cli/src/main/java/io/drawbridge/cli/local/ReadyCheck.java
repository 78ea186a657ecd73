package io.drawbridge.cli.local;

import io.drawbridge.process.config.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Asks one process whether it does its work. */
interface ReadyCheck {
  /** A process that takes longer to answer is asked again. */
  int TIMEOUT_MILLIS = 1000;

  /** What is missing; empty if nothing. Blocks for {@link #TIMEOUT_MILLIS} at most. */
  Optional<String> problem();

  /** GET of {@code path} answers 200. */
  static ReadyCheck http(HostPort address, String path) {
    return () -> {
      try {
        HttpURLConnection http =
            (HttpURLConnection) URI.create("http://" + address + path).toURL().openConnection();
        http.setConnectTimeout(TIMEOUT_MILLIS);
        http.setReadTimeout(TIMEOUT_MILLIS);
        if (http.getResponseCode() == HttpURLConnection.HTTP_OK) {
          http.getInputStream().close();
          return Optional.empty();
        }
        return Optional.of(path + " answers " + http.getResponseCode() + " " + body(http));
      } catch (IOException e) {
        return Optional.of(path + " of " + address + ": " + e.getMessage());
      }
    };
  }

  /** Redis answers PING. */
  static ReadyCheck redis(HostPort address) {
    return () -> {
      try (Socket socket = new Socket()) {
        socket.connect(address.toSocketAddress(), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
        String answer =
            new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
        return answer.equals("+PONG") ? Optional.empty() : Optional.of("PING answers " + answer);
      } catch (IOException e) {
        return Optional.of("PING of " + address + ": " + e.getMessage());
      }
    };
  }

  private static String body(HttpURLConnection http) throws IOException {
    try (InputStream in = http.getErrorStream()) {
      return in == null ? "" : new String(in.readNBytes(500), StandardCharsets.UTF_8).strip();
    }
  }
}
