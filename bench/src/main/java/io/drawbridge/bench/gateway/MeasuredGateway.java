package io.drawbridge.bench.gateway;

import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Cores;
import io.drawbridge.cli.servers.Servers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A running gateway with its etcd and its Redis, all of which end with it. */
public final class MeasuredGateway implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final long LOOK_AGAIN_MILLIS = 5;
  private static final Duration EMPTY_WITHIN = Duration.ofSeconds(60);
  private static final long SESSIONS_AGAIN_MILLIS = 200;
  private static final Pattern EMPTY =
      Pattern.compile("^drawbridge_gateway_sessions(\\{.*})? 0(\\.0)?$", Pattern.MULTILINE);

  private final Setup setup;
  private final Child etcd;
  private final Child redis;
  private final Cores cores;
  private final List<String> command;
  private final long startedNanos;
  private final HttpClient http = HttpClient.newHttpClient();
  private Child gateway;
  private int successors;

  private MeasuredGateway(Setup setup, Child etcd, Child redis, Cores cores, List<String> command)
      throws IOException {
    this.setup = setup;
    this.etcd = etcd;
    this.redis = redis;
    this.cores = cores;
    this.command = new ArrayList<>(command);
    this.command.addAll(List.of("--config", setup.gateway().toString()));
    this.startedNanos = System.nanoTime();
    this.gateway = Child.start("gateway", setup.folder(), cores, this.command);
  }

  /**
   * Returns when it takes clients.
   *
   * @param folder ours alone; emptied
   * @param command what starts it, but for its configuration
   */
  public static MeasuredGateway start(Path folder, Servers servers, List<String> command)
      throws IOException, InterruptedException {
    return start(folder, servers, command, Variant.USUAL);
  }

  /** As {@link #start}, configured otherwise. */
  public static MeasuredGateway start(
      Path folder, Servers servers, List<String> command, Variant variant)
      throws IOException, InterruptedException {
    return ready(launch(Setup.write(folder, variant), servers, Cores.ofServer(), command));
  }

  /** As {@link #start}, on any processor: in a restart there are two of it. */
  public static MeasuredGateway startUnbound(
      Path folder, Servers servers, List<String> command, Variant variant)
      throws IOException, InterruptedException {
    return ready(launch(Setup.write(folder, variant), servers, Cores.ALL, command));
  }

  /** As {@link #start}; it takes TLS as well as frames in plain. */
  public static MeasuredGateway startWithTls(Path folder, Servers servers, List<String> command)
      throws IOException, InterruptedException {
    return ready(
        launch(Setup.writeWithTls(folder, Variant.USUAL), servers, Cores.ofServer(), command));
  }

  /** As {@link #startUnbound}; it takes TLS as well as frames in plain. */
  public static MeasuredGateway startUnboundWithTls(
      Path folder, Servers servers, List<String> command, Variant variant)
      throws IOException, InterruptedException {
    return ready(launch(Setup.writeWithTls(folder, variant), servers, Cores.ALL, command));
  }

  private static MeasuredGateway ready(MeasuredGateway started)
      throws IOException, InterruptedException {
    try {
      started.awaitReady();
      return started;
    } catch (IOException | InterruptedException e) {
      started.close();
      throw e;
    }
  }

  /** Returns when etcd and Redis are ready and the gateway has been started. */
  public static MeasuredGateway launch(
      Path folder, Servers servers, Cores cores, List<String> command)
      throws IOException, InterruptedException {
    return launch(Setup.write(folder, Variant.USUAL), servers, cores, command);
  }

  private static MeasuredGateway launch(
      Setup setup, Servers servers, Cores cores, List<String> command)
      throws IOException, InterruptedException {
    Path folder = setup.folder();
    Child etcd = BenchServers.etcd(folder, servers.etcd());
    @Nullable Child redis = null;
    try {
      redis = BenchServers.redis(setup, servers.redis());
      return new MeasuredGateway(setup, etcd, redis, cores, command);
    } catch (IOException | InterruptedException e) {
      etcd.close();
      if (redis != null) {
        redis.close();
      }
      throw e;
    }
  }

  /** The gateway itself. */
  public Child process() {
    return gateway;
  }

  /**
   * Starts one more process with the same configuration, which from now on is the gateway. The one
   * before it is the caller's: what becomes of it, and its end.
   */
  public Child startSuccessor() throws IOException {
    Child before = gateway;
    gateway = Child.start("gateway-" + ++successors, setup.folder(), cores, command);
    return before;
  }

  /** It and its servers. */
  public List<Child> processes() {
    return List.of(gateway, etcd, redis);
  }

  /** {@link System#nanoTime} just before its exec. */
  public long startedNanos() {
    return startedNanos;
  }

  /** A token of app {@code default}. */
  public String token(String user) {
    return setup.key().token(user, "default", Instant.now(), Duration.ofDays(1));
  }

  /** For a generator's command line: the key that signs tokens. */
  public List<String> hs256() {
    return List.of("--token-key", setup.hmacKey().toString(), "--token-key-id", setup.hmacKeyId());
  }

  /** As {@link #hs256}, with an RSA key of 2,048 bits. */
  public List<String> rs256() {
    return List.of("--token-key", setup.rsaKey().toString(), "--token-key-id", Setup.RS256);
  }

  /** For a generator whose clients speak TLS. */
  public List<String> tls() {
    return List.of("--trust", setup.certificate().orElseThrow().certificate().toString());
  }

  /** All its metrics, as text. */
  public String metrics() throws IOException, InterruptedException {
    return ask("/metrics").body();
  }

  /**
   * One number of them.
   *
   * @param series its name, and its labels as they are written there
   */
  public double metric(String series) throws IOException, InterruptedException {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IOException("gateway: no metric " + series));
  }

  /**
   * Returns when the clients of an earlier load are forgotten, so that the next load is the only
   * one.
   */
  public void awaitEmpty() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + EMPTY_WITHIN.toNanos();
    while (!EMPTY.matcher(metrics()).find()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "gateway: still has sessions after "
                + EMPTY_WITHIN.toSeconds()
                + " s (expected: none)");
      }
      Thread.sleep(SESSIONS_AGAIN_MILLIS);
    }
  }

  /** Returns when whoever listens there takes clients. */
  public void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!isUp()) {
      if (!gateway.isAlive() || System.nanoTime() - deadline > 0) {
        throw new IOException(
            "gateway: not ready within "
                + READY_WITHIN.toSeconds()
                + " s (its log: "
                + setup.folder()
                + ")");
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  private boolean isUp() throws InterruptedException {
    try {
      return ask("/startupz").statusCode() == 200;
    } catch (IOException _) {
      return false; // not listening yet
    }
  }

  private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + Addresses.OPERATIONS + path))
            .timeout(Duration.ofSeconds(2))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    http.shutdownNow();
    gateway.kill(); // it would drain its clients first
    etcd.close();
    redis.close();
  }
}
