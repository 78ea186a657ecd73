package io.drawbridge.recorder.clients;

import com.google.protobuf.ByteString;
import io.drawbridge.proto.client.v1.Connect;
import io.drawbridge.proto.client.v1.Connected;
import io.drawbridge.proto.client.v1.Resume;
import io.drawbridge.recorder.history.Recorder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A client instance that comes back over two gateways at the same moment, under connect numbers 2
 * and 3 and with the same ticket: the newer one is to be left, the only one.
 */
final class Race {
  private static final Duration VALIDITY = Duration.ofHours(1);
  private static final long DECIDED_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long STAYS_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final List<InetSocketAddress> gateways;
  private final Tokens tokens;
  private final Recorder recorder;
  private final SecureRandom random = new SecureRandom();

  /** {@code gateways}: at least two of one region. */
  Race(List<InetSocketAddress> gateways, Tokens tokens, Recorder recorder) {
    if (gateways.size() < 2) {
      throw new IllegalArgumentException("gateways: " + gateways.size() + " (expected: >= 2)");
    }
    this.gateways = gateways;
    this.tokens = tokens;
    this.recorder = recorder;
  }

  /**
   * Empty if it ended well, else what happened. The two connections are recorded as clients of two
   * numbers.
   */
  Optional<String> run(int client) throws IOException {
    String user = "racer-" + client;
    Connect.Builder connect =
        Connect.newBuilder()
            .setProtocolVersion(1)
            .setToken(tokens.token(user, VALIDITY))
            .setDevice(user)
            .setEpoch(random.nextLong() | 1);
    Connected first = first(connect, client);
    connect.setResume(
        Resume.newBuilder().setSession(first.getSession()).setToken(first.getResumeToken()));
    try (RawConnection older = dial(0, client);
        RawConnection newer = dial(1, client + 1)) {
      CompletableFuture<Boolean> sent =
          CompletableFuture.supplyAsync(() -> older.connect(connect.clone().setConnectNumber(2)));
      boolean both = newer.connect(connect.clone().setConnectNumber(3)) && sent.join();
      boolean well = both && isDecided(older, newer) && newer.session().equals(first.getSession());
      return well ? Optional.empty() : Optional.of(story(user, first, older, newer));
    }
  }

  private static String story(
      String user, Connected first, RawConnection older, RawConnection newer) {
    return "%s, session %s: older %s; newer %s"
        .formatted(user, named(first.getSession()), older.story(), newer.story());
  }

  /** Enough of a session's id to tell it from others. */
  static String named(ByteString session) {
    return HexFormat.of()
        .formatHex(session.substring(0, Math.min(4, session.size())).toByteArray());
  }

  private Connected first(Connect.Builder connect, int client) throws IOException {
    RawConnection connection = dial(0, client);
    try {
      var _ = connection.connect(connect.clone().setConnectNumber(1));
      return connection.awaitConnected();
    } finally {
      connection.drop();
    }
  }

  private RawConnection dial(int gateway, int client) throws IOException {
    return RawConnection.open(gateways.get(gateway), client, recorder);
  }

  /** Waits until the newer connection is up and the older one is not, and both stay so. */
  private static boolean isDecided(RawConnection older, RawConnection newer) {
    long startNanos = System.nanoTime();
    long sinceNanos = startNanos;
    while (System.nanoTime() - startNanos < DECIDED_WITHIN_NANOS) {
      if (!newer.isConnected() || !older.isOver()) {
        sinceNanos = System.nanoTime();
      } else if (System.nanoTime() - sinceNanos > STAYS_NANOS) {
        return true;
      }
      pause();
    }
    return false;
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
