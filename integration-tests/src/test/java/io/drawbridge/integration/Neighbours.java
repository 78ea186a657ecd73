package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;

/** Two users of one region, one of whom writes to the other. */
final class Neighbours implements AutoCloseable {
  private final ConnectProcess reader;
  private final ConnectProcess writer;
  private int lines;

  private Neighbours(ConnectProcess reader, ConnectProcess writer) {
    this.reader = reader;
    this.writer = writer;
  }

  static Neighbours in(LinkedRegions regions, int region) throws IOException {
    ConnectProcess reader = regions.connect(region, "reader-" + region);
    reader.awaitConnected();
    ConnectProcess writer = regions.connect(region, "writer-" + region, "--to", reader.user());
    writer.awaitConnected();
    Neighbours neighbours = new Neighbours(reader, writer);
    neighbours.exchange(Duration.ofSeconds(10)); // whatever is cold is warm now
    return neighbours;
  }

  /** One line from the one to the other. */
  void exchange(Duration within) throws IOException {
    String line = "line " + lines++;
    writer.sendLine(line);
    await(line + " to " + reader.user())
        .atMost(within)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> reader.printed().contains(line + "\n"));
  }

  void assertNeverReconnected() {
    assertThat(reader.connections()).hasSize(1);
    assertThat(writer.connections()).hasSize(1);
  }

  @Override
  public void close() {
    writer.close();
    reader.close();
  }
}
