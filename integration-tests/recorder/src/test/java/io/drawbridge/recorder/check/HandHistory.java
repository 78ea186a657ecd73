package io.drawbridge.recorder.check;

import io.drawbridge.recorder.history.Entry;
import io.drawbridge.recorder.history.Gauge;
import io.drawbridge.recorder.history.Kind;
import io.drawbridge.recorder.history.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A history made by hand; time is a count of milliseconds that each record moves on by one. */
final class HandHistory implements AutoCloseable {
  static final long LANE = 77;
  static final long PUSH = 5L << Pushes.COUNT_BITS;

  private final Path folder;
  private final Map<String, Recorder> files = new HashMap<>();
  private final Set<Long> sessions = new HashSet<>();
  private long nanos;

  HandHistory(Path folder) {
    this.folder = folder;
  }

  HandHistory later(long millis) {
    nanos += millis * 1_000_000;
    return this;
  }

  HandHistory send(int client, long number) throws IOException {
    return add("clients", Kind.SEND, client, 0, number, 0, 0);
  }

  HandHistory acked(int client, long number, long seq) throws IOException {
    return add("clients", Kind.ACKED, client, 0, number, seq, 0);
  }

  HandHistory refused(int client, long number, int reason) throws IOException {
    return add("clients", Kind.REFUSED, client, reason, number, 0, 0);
  }

  HandHistory connected(int client, long session) throws IOException {
    return connected(client, session, !sessions.add(session));
  }

  HandHistory connected(int client, long session, boolean resumed) throws IOException {
    return add("clients", Kind.CONNECTED, client, resumed ? 1 : 0, 0, session, session);
  }

  HandHistory lost(int client) throws IOException {
    return add("clients", Kind.LOST, client, 0, 0, 0, 0);
  }

  HandHistory delivered(int client, long push, long session) throws IOException {
    return add("clients", Kind.DELIVERED, client, 0, PUSH + push, session, session);
  }

  HandHistory received(int client, long number, long connectNumber) throws IOException {
    return add("business-5", Kind.RECEIVED, client, 0, number, number, connectNumber);
  }

  HandHistory effect(int client, long number, long seq, long connectNumber) throws IOException {
    return effect(client, number, seq, connectNumber, LANE);
  }

  HandHistory effect(int client, long number, long seq, long connectNumber, long lane)
      throws IOException {
    return add("ledger", Kind.EFFECT, client, lane, number, seq, connectNumber);
  }

  HandHistory pushed(int client, long push) throws IOException {
    return add("business-5", Kind.PUSHED, client, 0, PUSH + push, 0, 0);
  }

  HandHistory replied(int client, long push) throws IOException {
    return add("business-5", Kind.REPLIED, client, 0, PUSH + push, 0, 0);
  }

  HandHistory fate(int client, long push, int outcome, long session) throws IOException {
    return add("business-5", Kind.FATE, client, outcome, PUSH + push, session, session);
  }

  HandHistory killed(long business) throws IOException {
    return add("run", Kind.KILLED, 0, 0, business, 0, 0);
  }

  HandHistory quiet() throws IOException {
    return add("run", Kind.QUIET, 0, 0, 0, 0, 0);
  }

  HandHistory gauge(Gauge gauge, long value) throws IOException {
    return add("run", Kind.GAUGE, 0, gauge.code(), value, 0, 0);
  }

  /** A message from its send to its ack. */
  HandHistory message(int client, long number) throws IOException {
    return send(client, number)
        .received(client, number, 1)
        .effect(client, number, number, 1)
        .acked(client, number, number);
  }

  private HandHistory add(
      String file, Kind kind, int client, long detail, long number, long first, long second)
      throws IOException {
    Recorder recorder = files.get(file);
    if (recorder == null) {
      recorder = Recorder.open(folder.resolve(file + ".rec"));
      files.put(file, recorder);
    }
    later(1);
    recorder.write(new Entry(kind, client, nanos, detail, number, first, second));
    return this;
  }

  Report check() throws IOException {
    close();
    return Checker.check(folder);
  }

  @Override
  public void close() throws IOException {
    for (Recorder recorder : files.values()) {
      recorder.close();
    }
  }
}
