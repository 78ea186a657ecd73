package io.drawbridge.recorder.clients;

import io.drawbridge.recorder.body.Question.Wish;
import io.drawbridge.recorder.history.History;
import io.drawbridge.recorder.history.Recorder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The clients of one process, and the steady load they make together. Threads: one steers. */
public final class Crowd implements AutoCloseable {
  private static final int TICK_MILLIS = 10;
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SLOW_HANDLING = Duration.ofMillis(30);

  private final Wires wires;
  private final Front front;
  private final Recorder recorder;
  private final Tally tally = new Tally();
  private final List<Person> persons = new ArrayList<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Tokens tokens;
  private final int workMillis;
  private int firstRacer;
  private volatile int perSecond;
  private double due; // the timer's thread alone, as are the next two
  private int turn;
  private long asked;

  /**
   * What it needs to know.
   *
   * @param first number of the first client; the others follow
   * @param slow how many of them take their time for each push
   * @param brief how many live with tokens of {@code validity}
   * @param ipconfig where gateways are asked for; empty: {@code gateways} are all there are
   * @param keys a JWK set with the key that gateways trust
   * @param seed of the network's faults
   * @param workMillis what each message costs the business
   */
  public record Settings(
      int first,
      int count,
      int slow,
      int brief,
      Duration validity,
      Duration silence,
      int service,
      Optional<URI> ipconfig,
      Map<String, InetSocketAddress> gateways,
      Path keys,
      Path folder,
      long seed,
      int workMillis) {}

  private Crowd(Settings settings) throws IOException {
    wires = new Wires(new SplittableRandom(settings.seed()));
    workMillis = settings.workMillis();
    tokens = Tokens.of(settings.keys(), InstantSource.system());
    firstRacer = settings.first() + settings.count();
    front =
        Front.start(
            settings
                .ipconfig()
                .map(ipconfig -> Gateways.of(ipconfig, wires))
                .orElseGet(() -> Gateways.fixed(settings.gateways(), wires)));
    recorder =
        Recorder.open(settings.folder().resolve("clients-" + settings.first() + History.SUFFIX));
  }

  /** Everybody begins to connect. */
  public static Crowd start(Settings settings) throws IOException {
    Crowd crowd = new Crowd(settings);
    for (int i = 0; i < settings.count(); i++) {
      crowd.persons.add(
          new Person(
              settings.first() + i,
              habits(settings, i),
              crowd.front,
              crowd.tokens,
              crowd.recorder,
              crowd.tally));
    }
    var _ =
        crowd.timer.scheduleAtFixedRate(
            crowd::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return crowd;
  }

  private static Person.Habits habits(Settings settings, int index) {
    boolean slow = index < settings.slow();
    boolean brief = !slow && index < settings.slow() + settings.brief();
    return new Person.Habits(
        settings.service(),
        brief ? settings.validity() : LONG,
        slow ? SLOW_HANDLING : Duration.ZERO,
        settings.silence());
  }

  /** Messages a second from now on, of all together; who waits for too many acks is passed over. */
  public void rate(int messagesPerSecond) {
    perSecond = messagesPerSecond;
  }

  /** See {@link Wires#cut}. */
  public int cut(int count) {
    return wires.cut(count);
  }

  /** See {@link Wires#leadAstray}. */
  public void leadAstray(int percent) {
    wires.leadAstray(percent);
  }

  /**
   * So many clients come back over two gateways at once; see {@link Race}. Answers with what
   * happened in races after which not exactly the newer connection was left.
   */
  public List<String> race(int races) throws IOException {
    Race race = new Race(wires.gateways(), tokens, recorder);
    List<String> bad = new ArrayList<>();
    for (int i = 0; i < races; i++) {
      race.run(firstRacer + 2 * i).ifPresent(bad::add);
    }
    firstRacer += 2 * races;
    return bad;
  }

  /** One line of names and numbers. */
  public String stats() {
    return "sent=%d acked=%d refused=%d delivered=%d pending=%d connected=%d count=%d connections=%d resumed=%d cuts=%d"
        .formatted(
            tally.sent.sum(),
            tally.acked.sum(),
            tally.refused.sum(),
            tally.delivered.sum(),
            persons.stream().mapToLong(Person::pending).sum(),
            persons.stream().filter(Person::isConnected).count(),
            persons.size(),
            tally.connections.sum(),
            tally.resumed.sum(),
            wires.cuts());
  }

  private void tick() {
    due += perSecond * TICK_MILLIS / 1e3;
    for (int passed = 0; due >= 1 && passed < persons.size(); ) {
      turn = (turn + 1) % persons.size();
      if (persons.get(turn).send(asked % 2 == 0 ? Wish.REPLY : Wish.PUSH, workMillis)) {
        asked++;
        due--;
        passed = 0;
      } else {
        passed++;
      }
    }
    due = Math.min(due, perSecond); // what could not be sent for a second is not made up for
  }

  /** Everybody leaves in order. */
  @Override
  public void close() throws IOException {
    timer.shutdownNow();
    persons.parallelStream().forEach(Person::close);
    front.close();
    wires.close();
    recorder.close();
  }
}
