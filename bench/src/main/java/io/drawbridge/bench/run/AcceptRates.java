package io.drawbridge.bench.run;

import io.drawbridge.bench.gateway.MeasuredRegion;
import io.drawbridge.bench.gateway.Scrape;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What gateways take in each second, by their own counts; asked about once a second, and divided by
 * the time that has passed. Threads: its own, until it is ended; the largest rates are read then.
 */
final class AcceptRates {
  /** Clients that came back with the number of a session. */
  private static final String CONNECTS = "drawbridge_gateway_resumes_total";

  private static final String SOCKETS = "drawbridge_gateway_accepts_total";
  private static final long EVERY_MILLIS = 1_000;
  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

  private final MeasuredRegion region;
  private final List<Integer> gateways;
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
  private volatile boolean over;
  private volatile double mostConnects;
  private volatile double mostSockets;
  private volatile @Nullable IOException failure;

  private AcceptRates(MeasuredRegion region, List<Integer> gateways) {
    this.region = region;
    this.gateways = gateways;
  }

  static AcceptRates start(MeasuredRegion region, List<Integer> gateways) {
    AcceptRates rates = new AcceptRates(region, gateways);
    rates.thread.start();
    return rates;
  }

  /** CONNECTs taken in the fastest second of a gateway; after the end. */
  double mostConnects() {
    return mostConnects;
  }

  /** Sockets accepted in the fastest second of a gateway; after the end. */
  double mostSockets() {
    return mostSockets;
  }

  /** Counts of one gateway at one time. */
  private record Counted(double connects, double sockets, long nanos) {}

  private void run() {
    @Nullable Counted[] last = new @Nullable Counted[gateways.size()];
    try {
      while (!over) {
        for (int i = 0; i < last.length; i++) {
          Counted now = count(gateways.get(i));
          Counted before = last[i];
          last[i] = now;
          if (before != null) {
            double seconds = (now.nanos() - before.nanos()) / SECOND;
            mostConnects = Math.max(mostConnects, (now.connects() - before.connects()) / seconds);
            mostSockets = Math.max(mostSockets, (now.sockets() - before.sockets()) / seconds);
          }
        }
        Thread.sleep(EVERY_MILLIS);
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** At the middle of the time that asking took. */
  private Counted count(int gateway) throws IOException, InterruptedException {
    long asked = System.nanoTime();
    Scrape told = region.scrape(gateway); // once: it is work for the gateway
    double connects = told.sum(CONNECTS);
    double sockets = told.sum(SOCKETS);
    return new Counted(connects, sockets, asked + (System.nanoTime() - asked) / 2);
  }

  /**
   * Counts no more.
   *
   * @throws IOException if a gateway did not say what it counts
   */
  void end() throws IOException, InterruptedException {
    over = true;
    thread.join();
    IOException met = failure;
    if (met != null) {
      throw met;
    }
  }
}
