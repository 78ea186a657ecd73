package io.drawbridge.client.discovery;

import io.drawbridge.client.discovery.HttpFetch.Answer;
import io.drawbridge.client.discovery.HttpFetch.Server;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the gateways for one client.
 *
 * <pre>
 *   HTTPDNS servers in turn -> address of ipconfig -> GET /v1/ipconfig -> ranked endpoints
 *   nobody answers          -> the addresses known from before -> the list known from before
 * </pre>
 *
 * One question at a time; safe to call from any one thread after another.
 */
public final class Discovery {
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;

  private final HttpFetch http;
  private final Bootstrap bootstrap;
  private final LongSupplier nanoClock;
  private volatile @Nullable Addresses addresses;
  private volatile @Nullable Cached cached;

  public Discovery(HttpFetch http, Bootstrap bootstrap, LongSupplier nanoClock) {
    this.http = http;
    this.bootstrap = bootstrap;
    this.nanoClock = nanoClock;
  }

  /**
   * The gateways as ipconfig ranks them now, or the last known list when nobody answers. Fails with
   * {@link DiscoveryException} when there is none.
   *
   * @param previousGateway where the client was connected last; empty: nowhere yet
   */
  public CompletableFuture<EndpointList> find(String previousGateway) {
    FirstOf<EndpointList> sources = new FirstOf<>();
    Addresses known = addresses;
    if (known != null && nanoClock.getAsLong() < known.untilNanos()) {
      sources.then(() -> askAny(known.ipconfig(), previousGateway));
    }
    for (Server server : bootstrap.httpDnsServers()) {
      sources.then(() -> resolve(server).thenCompose(found -> askAny(found, previousGateway)));
    }
    if (known != null && nanoClock.getAsLong() >= known.untilNanos()) {
      sources.then(() -> askAny(known.ipconfig(), previousGateway));
    }
    Cached last = cached;
    if (last != null) {
      sources.then(() -> CompletableFuture.completedFuture(last.list()));
    }
    return sources.find();
  }

  private CompletableFuture<List<Server>> resolve(Server httpDns) {
    String target = "/d?dn=" + encoded(bootstrap.ipconfigName()) + "&ttl=1";
    return parsed(
        "httpdns " + httpDns,
        http.get(httpDns, target, Map.of()),
        answer -> remembered(HttpDnsAnswer.parse(expectOk(answer))));
  }

  private List<Server> remembered(HttpDnsAnswer answer) {
    List<Server> servers =
        answer.addresses().stream()
            .map(address -> new Server(address, bootstrap.ipconfigPort()))
            .toList();
    long ttlNanos = TimeUnit.SECONDS.toNanos(answer.ttlSeconds());
    addresses = new Addresses(servers, nanoClock.getAsLong() + ttlNanos);
    return servers;
  }

  private CompletableFuture<EndpointList> askAny(List<Server> servers, String previousGateway) {
    FirstOf<EndpointList> sources = new FirstOf<>();
    servers.forEach(server -> sources.then(() -> ask(server, previousGateway)));
    return sources.find();
  }

  private CompletableFuture<EndpointList> ask(Server ipconfig, String previousGateway) {
    Cached last = cached;
    Map<String, String> headers =
        last == null || last.etag().isEmpty() ? Map.of() : Map.of("If-None-Match", last.etag());
    String target =
        "/v1/ipconfig?app=%s&did=%s&proto=%s&prev=%s"
            .formatted(
                encoded(bootstrap.app()),
                encoded(bootstrap.device()),
                bootstrap.transport().label(),
                encoded(previousGateway));
    return parsed(
        "ipconfig " + ipconfig,
        http.get(ipconfig, target, headers),
        answer -> {
          if (answer.status() == NOT_MODIFIED && last != null) {
            return last.list();
          }
          EndpointList list = IpconfigAnswer.parse(expectOk(answer), bootstrap.transport());
          cached = new Cached(answer.etag(), list);
          return list;
        });
  }

  private static <T> CompletableFuture<T> parsed(
      String who, CompletableFuture<Answer> answer, Parser<T> parser) {
    return answer.handle((value, failure) -> {
      if (failure != null) {
        throw failed(who, FirstOf.describe(failure));
      }
      try {
        return parser.parse(value);
      } catch (DiscoveryException e) {
        throw failed(who, e.getMessage());
      }
    });
  }

  private static CompletionException failed(String who, @Nullable String why) {
    return new CompletionException(new DiscoveryException(who + ": " + why));
  }

  private static String expectOk(Answer answer) throws DiscoveryException {
    if (answer.status() != OK) {
      throw new DiscoveryException("status " + answer.status() + " (expected: " + OK + ")");
    }
    return answer.body();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private interface Parser<T> {
    T parse(Answer answer) throws DiscoveryException;
  }

  private record Addresses(List<Server> ipconfig, long untilNanos) {}

  private record Cached(String etag, EndpointList list) {}
}
