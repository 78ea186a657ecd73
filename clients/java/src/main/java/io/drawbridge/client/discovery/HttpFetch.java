package io.drawbridge.client.discovery;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Plain HTTP GET, asynchronous, bounded in time and size by whoever implements it. */
public interface HttpFetch {
  /**
   * Asks {@code server} for {@code target} (path and query). The future fails when there is no
   * whole answer in time; any status is an answer.
   */
  CompletableFuture<Answer> get(Server server, String target, Map<String, String> headers);

  /** A host (IP address or name) and a port. */
  record Server(String host, int port) {
    @Override
    public String toString() {
      return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** Status, ETag (empty when there is none) and body, read as UTF-8. */
  record Answer(int status, String etag, String body) {}
}
