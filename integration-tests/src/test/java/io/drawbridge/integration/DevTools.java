package io.drawbridge.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The Chrome DevTools protocol: numbered JSON calls over one WebSocket, answers by number. What the
 * page itself complains of is kept.
 */
final class DevTools implements WebSocket.Listener, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ANSWER_SECONDS = 20;

  private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final StringBuilder message = new StringBuilder();
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;

  DevTools(URI address) {
    socket = http.newWebSocketBuilder().buildAsync(address, this).join();
  }

  /** Calls and waits for the answer; an empty session is the browser itself. */
  JsonNode call(String session, String method, Map<String, ?> parameters) throws Exception {
    int number = numbers.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    calls.put(number, answer);
    Map<String, Object> call =
        session.isEmpty()
            ? Map.of("id", number, "method", method, "params", parameters)
            : Map.of("id", number, "method", method, "params", parameters, "sessionId", session);
    socket.sendText(JSON.writeValueAsString(call), true).get(ANSWER_SECONDS, TimeUnit.SECONDS);
    JsonNode found = answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    if (found.has("error")) {
      throw new AssertionError(method + ": " + found.get("error"));
    }
    return found.get("result");
  }

  /** Errors in the page's console, exceptions, and what its policy has blocked. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    message.append(part);
    if (last) {
      heard(message.toString());
      message.setLength(0);
    }
    from.request(1);
    return CompletableFuture.completedFuture(null);
  }

  private void heard(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      CompletableFuture<JsonNode> call = calls.remove(json.path("id").asInt());
      if (call != null) {
        call.complete(json);
      }
      String method = json.path("method").asText();
      boolean error = json.at("/params/entry/level").asText().equals("error");
      if (error || method.equals("Runtime.exceptionThrown")) {
        complaints.add(json.get("params").toString());
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
  }
}
