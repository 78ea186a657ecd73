package io.drawbridge.client;

import io.drawbridge.client.discovery.Bootstrap;
import io.drawbridge.client.discovery.HttpFetch.Server;
import io.drawbridge.client.discovery.Transport;
import io.drawbridge.client.session.Patience;
import io.drawbridge.client.transport.Loops;
import io.drawbridge.client.transport.Trust;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Describes a client; {@link #connect} makes it. Needed: at least one HTTPDNS server, the device
 * and the token. Everything else has a default that suits an app. Every method checks its argument
 * at once. Not thread-safe.
 */
public final class ClientBuilder {
  private static final int MAX_SERVERS = 8;
  private static final int MAX_DEVICE_BYTES = 128;
  private static final int HTTP_PORT = 80;
  private static final int MAX_PORT = 65_535;

  private final List<Server> httpDns = new ArrayList<>();
  private String ipconfigName = "ipconfig.drawbridge.local";
  private int ipconfigPort = 7020;
  private String app = "default";
  private String device = "";
  private Optional<TokenSupplier> token = Optional.empty();
  private Transport transport = Transport.TCP;

  PushListener onPush = push -> {};
  StateListener onState = state -> {};
  int queueMessages = 1_000;
  long queueBytes = 8 << 20;
  int pushMessages = 1_000;
  long pushBytes = 8 << 20;
  Duration longestBackoff = Duration.ofSeconds(30);
  Duration requestTimeout = Duration.ofSeconds(3);
  Duration closeWithin = Duration.ofSeconds(5);
  Patience patience = Patience.DEFAULTS;
  Trust trust = Trust.OF_THE_RUNTIME;
  Optional<InetAddress> source = Optional.empty();
  Optional<Executor> callbacks = Optional.empty();
  Optional<EventLoopGroup> eventLoops = Optional.empty();

  ClientBuilder() {}

  /**
   * Adds an HTTPDNS server such as {@code http://203.0.113.7:7020}; they are asked in this order
   * until one answers. At most 8. A host name instead of an address works too, but then the client
   * depends on DNS.
   */
  public ClientBuilder httpDns(String url) {
    URI uri = URI.create(url);
    boolean plain = uri.getPath() == null || uri.getPath().isEmpty() || uri.getPath().equals("/");
    if (!"http".equals(uri.getScheme()) || uri.getHost() == null || !plain) {
      throw new IllegalArgumentException(
          "HTTPDNS server: " + url + " (expected: http://HOST[:PORT])");
    }
    if (httpDns.size() == MAX_SERVERS) {
      throw new IllegalArgumentException("HTTPDNS servers: > " + MAX_SERVERS);
    }
    String host = uri.getHost();
    String unbracketed = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    httpDns.add(new Server(unbracketed, uri.getPort() < 0 ? HTTP_PORT : uri.getPort()));
    return this;
  }

  /** The name that HTTPDNS resolves to ipconfig's address, and ipconfig's port. */
  public ClientBuilder ipconfig(String name, int port) {
    ipconfigName = name;
    ipconfigPort = (int) within("ipconfig port", port, 1, MAX_PORT);
    return this;
  }

  /**
   * How gateways are spoken to; TCP unless said otherwise. Only gateways that ipconfig lists with
   * such a door are used: there is no way from a secure transport to one that is not.
   */
  public ClientBuilder transport(Transport wanted) {
    transport = wanted;
    return this;
  }

  /**
   * With TLS and WSS: the authorities that may vouch for a gateway's name, as a PEM file that is
   * read now; those of the Java runtime unless said otherwise.
   */
  public ClientBuilder trust(Path pem) {
    try {
      trust = Trust.ofPem(pem);
    } catch (IOException | CertificateException e) {
      throw new IllegalArgumentException(
          "trust: " + pem + ": " + e.getMessage() + " (expected: a PEM file of certificates)", e);
    }
    return this;
  }

  /** The app whose user this is; {@code default} unless said otherwise. */
  public ClientBuilder app(String name) {
    app = name;
    return this;
  }

  /** This installation, the same at every start; UTF-8, 1 to 128 bytes. */
  public ClientBuilder device(String id) {
    within("device bytes", id.getBytes(StandardCharsets.UTF_8).length, 1, MAX_DEVICE_BYTES);
    device = id;
    return this;
  }

  /** Where tokens come from. A change of user needs a new client. */
  public ClientBuilder token(TokenSupplier supplier) {
    token = Optional.of(supplier);
    return this;
  }

  /** Takes pushes; without it they are acknowledged and dropped. */
  public ClientBuilder onPush(PushListener listener) {
    onPush = listener;
    return this;
  }

  /** Told about the connection. */
  public ClientBuilder onState(StateListener listener) {
    onState = listener;
    return this;
  }

  /**
   * Bound of the messages between {@code send} and the end of their future, all services together;
   * 1,000 and 8 MiB unless said otherwise. An empty queue takes one message of any allowed size.
   */
  public ClientBuilder queue(int messages, long bytes) {
    queueMessages = (int) within("queue messages", messages, 1, Integer.MAX_VALUE);
    queueBytes = within("queue bytes", bytes, 1, Long.MAX_VALUE);
    return this;
  }

  /**
   * Bound of the pushes waiting for {@code onPush}; 1,000 and 8 MiB unless said otherwise. Above it
   * pushes are not acknowledged, so that at most one session window more comes, and those that
   * nobody acknowledges are dropped.
   */
  public ClientBuilder pushQueue(int messages, long bytes) {
    pushMessages = (int) within("push queue messages", messages, 1, Integer.MAX_VALUE);
    pushBytes = within("push queue bytes", bytes, 1, Long.MAX_VALUE);
    return this;
  }

  /** Upper end of the delays between dials; 30 s unless said otherwise. */
  public ClientBuilder longestBackoff(Duration longest) {
    longestBackoff = positive("longest backoff", longest);
    return this;
  }

  /** Time for one HTTP request to HTTPDNS or ipconfig; 3 s unless said otherwise. */
  public ClientBuilder requestTimeout(Duration timeout) {
    requestTimeout = positive("request timeout", timeout);
    return this;
  }

  /**
   * How soon a silent gateway is given up: {@code quiet} without a frame while messages wait for an
   * answer, then {@code answer} for the reply to a PING. 10 s each unless said otherwise.
   */
  public ClientBuilder silence(Duration quiet, Duration answer) {
    patience =
        new Patience(
            patience.greeting(),
            positive("quiet", quiet),
            positive("answer", answer),
            patience.settle());
    return this;
  }

  /**
   * How long {@link DrawbridgeClient#close} waits for acknowledgements; 5 s unless said otherwise.
   */
  public ClientBuilder closeWithin(Duration limit) {
    if (limit.isNegative()) {
      throw new IllegalArgumentException("close within: " + limit + " (expected: >= 0)");
    }
    closeWithin = limit;
    return this;
  }

  /** The local address of all connections; the system chooses unless said otherwise. */
  public ClientBuilder sourceAddress(InetAddress address) {
    source = Optional.of(address);
    return this;
  }

  /**
   * Runs listeners, completions and the token supplier; a pool of daemon threads shared by all
   * clients unless said otherwise. It must not run tasks in the caller's thread.
   */
  public ClientBuilder callbackExecutor(Executor executor) {
    callbacks = Optional.of(executor);
    return this;
  }

  /** The event loops to use, one for each client; a shared daemon loop unless said otherwise. */
  public ClientBuilder eventLoops(EventLoopGroup group) {
    eventLoops = Optional.of(group);
    return this;
  }

  /** Makes the client and returns at once; it connects in the background, as often as needed. */
  public DrawbridgeClient connect() {
    return DrawbridgeClient.start(this);
  }

  Bootstrap bootstrap() {
    if (device.isEmpty()) {
      throw new IllegalArgumentException("device: missing (expected: device(...) was called)");
    }
    return new Bootstrap(httpDns, ipconfigName, ipconfigPort, app, device, transport);
  }

  TokenSupplier token() {
    return token.orElseThrow(
        () -> new IllegalArgumentException("token: missing (expected: token(...) was called)"));
  }

  EventLoopGroup loops() {
    return eventLoops.orElseGet(Loops::shared);
  }

  private static long within(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + ": " + value + " (expected: " + least + " to " + most + ")");
    }
    return value;
  }

  private static Duration positive(String what, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: > 0)");
    }
    return value;
  }
}
