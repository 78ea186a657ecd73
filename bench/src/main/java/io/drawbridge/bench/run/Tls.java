package io.drawbridge.bench.run;

import io.drawbridge.cli.servers.ServersException;
import java.io.IOException;
import java.util.List;

/**
 * What encryption adds: memory of a silent session behind TLS, and connects as {@link Storm} makes
 * them, by the same gateway in plain, with whole handshakes (TLS 1.3, ECDSA on P-256) and with
 * resumed ones.
 */
public final class Tls {
  /** Handshakes are longer than connects: enough to keep both sides busy. */
  private static final int AT_ONCE = 16;

  /** A handshake costs several connects. */
  private static final int CONNECTS_DIVISOR = 4;

  private static final int WARMUP_DIVISOR = 5;

  /** The first clients have nothing to resume. */
  private static final double LEAST_RESUMED = 0.9;

  private final Bench bench;
  private final Size size;
  private final Figures figures;
  private final int connects;

  public Tls(Bench bench, Size size) {
    this.bench = bench;
    this.size = size;
    this.figures = bench.figures();
    this.connects = size.connects() / CONNECTS_DIVISOR;
  }

  /** Everything, by one gateway. */
  public void run() throws IOException, InterruptedException, ServersException {
    try (Subject.OfGateway gateway = bench.gatewayWithTls()) {
      Subject whole = new Subject.OfTls(gateway, List.of());
      new Idle(bench, size).measure(whole, "tls.", "session", true);
      gateway.awaitEmpty();
      var _ = measure("tls.plain", gateway);
      var _ = measure("tls.gateway", whole);
      requireResumed(
          measure("tls.resumed", new Subject.OfTls(gateway, List.of("--resumes", "true"))));
    }
    figures.addRatio(
        "tls.ratio_to_plain_connect", "tls.gateway_us_per_connect", "tls.plain_us_per_connect");
  }

  private void requireResumed(Answers answers) throws IOException {
    if (answers.number("resumed") < connects * LEAST_RESUMED) {
      throw new IOException(
          "tls: %s of %d handshakes resumed (expected: nearly all)"
              .formatted(answers.text("resumed"), connects));
    }
  }

  /** What comes first is compiled while it is measured, which is why something else does. */
  private Answers measure(String key, Subject subject) throws IOException, InterruptedException {
    figures.say(key + ": " + connects + " connects");
    int warmup = Math.max(AT_ONCE, connects / WARMUP_DIVISOR);
    try (Generator first = storm(subject, warmup)) {
      first.go();
      first.figures();
    }
    try (Generator counted = storm(subject, connects)) {
      return new Storm(bench, size).measure(key, subject, counted, connects);
    }
  }

  private Generator storm(Subject subject, int clients) throws IOException, InterruptedException {
    return Generator.start(bench.folder(), Load.storm(clients, AT_ONCE), subject.tokens());
  }
}
