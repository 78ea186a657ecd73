package io.drawbridge.gateway.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** Decides whether a request becomes a WebSocket (RFC 6455 section 4.2). */
final class UpgradeCheck {
  private static final String VERSION = "13";
  private static final int KEY_BYTES = 16;
  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final WebSocketRules rules;

  UpgradeCheck(WebSocketRules rules) {
    this.rules = rules;
  }

  /** The answer that makes a WebSocket of the connection. Extensions are offered in vain. */
  String accepted(RequestHead request) throws UpgradeRefused {
    requirePlainGet(request);
    requireWebSocket(request);
    requireOrigin(request);
    if (!request.list("sec-websocket-protocol").contains(WebSocketUpgrade.SUBPROTOCOL)) {
      throw UpgradeRefused.badRequest(
          "Sec-WebSocket-Protocol: another (expected: " + WebSocketUpgrade.SUBPROTOCOL + ")");
    }
    return "HTTP/1.1 101 Switching Protocols\r\n"
        + "Upgrade: websocket\r\n"
        + "Connection: Upgrade\r\n"
        + ("Sec-WebSocket-Accept: " + acceptOf(keyOf(request)) + "\r\n")
        + ("Sec-WebSocket-Protocol: " + WebSocketUpgrade.SUBPROTOCOL + "\r\n\r\n");
  }

  private static void requirePlainGet(RequestHead request) throws UpgradeRefused {
    if (!request.version().equals("HTTP/1.1")) {
      throw UpgradeRefused.badRequest("version: another (expected: HTTP/1.1)");
    }
    if (!request.method().equals("GET")) {
      throw new UpgradeRefused(
          UpgradeRefusal.METHOD_NOT_ALLOWED, "method: another (expected: GET)");
    }
    if (!request.target().equals(WebSocketUpgrade.PATH)) {
      throw new UpgradeRefused(
          UpgradeRefusal.NOT_FOUND, "path: another (expected: " + WebSocketUpgrade.PATH + ")");
    }
    if (only(request, "host").isEmpty()) {
      throw UpgradeRefused.badRequest("Host: empty (expected: a host)");
    }
    // Two readings of where the request ends are how requests are smuggled: a WebSocket has none.
    List<String> length = request.all("content-length");
    boolean hasBody = !length.isEmpty() && !length.equals(List.of("0"));
    if (hasBody || !request.all("transfer-encoding").isEmpty()) {
      throw UpgradeRefused.badRequest("body: announced (expected: none)");
    }
  }

  private static void requireWebSocket(RequestHead request) throws UpgradeRefused {
    boolean asked = request.lists("upgrade", "websocket") && request.lists("connection", "upgrade");
    if (!asked || !request.all("sec-websocket-version").equals(List.of(VERSION))) {
      throw new UpgradeRefused(
          UpgradeRefusal.UPGRADE_REQUIRED, "upgrade: none (expected: WebSocket, version 13)");
    }
  }

  private void requireOrigin(RequestHead request) throws UpgradeRefused {
    boolean isBrowser = !request.all("origin").isEmpty();
    if (isBrowser && !rules.admits(only(request, "origin"))) {
      throw new UpgradeRefused(
          UpgradeRefusal.FORBIDDEN, "Origin: another (expected: one that is configured)");
    }
  }

  private static String keyOf(RequestHead request) throws UpgradeRefused {
    String key = only(request, "sec-websocket-key");
    try {
      if (key.length() % 4 == 0 && Base64.getDecoder().decode(key).length == KEY_BYTES) {
        return key;
      }
    } catch (IllegalArgumentException _) {
      // Not base64: said below.
    }
    throw UpgradeRefused.badRequest("Sec-WebSocket-Key: unreadable (expected: 16 bytes in base64)");
  }

  private static String only(RequestHead request, String name) throws UpgradeRefused {
    List<String> values = request.all(name);
    if (values.size() != 1) {
      throw UpgradeRefused.badRequest(name + ": " + values.size() + " times (expected: once)");
    }
    return values.getFirst();
  }

  private static String acceptOf(String key) {
    try {
      byte[] text = (key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-1: missing (expected: in every Java runtime)", e);
    }
  }
}
