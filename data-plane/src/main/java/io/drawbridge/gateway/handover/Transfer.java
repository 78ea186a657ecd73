package io.drawbridge.gateway.handover;

import io.drawbridge.gateway.handover.Outgoing.Parcel;
import io.drawbridge.gateway.handover.Outgoing.Present;
import io.drawbridge.gateway.session.HandedSessions;
import io.drawbridge.gateway.session.Session;
import io.drawbridge.gateway.session.Tombstones.Tombstone;
import io.drawbridge.proto.handover.v1.Batch;
import io.drawbridge.proto.handover.v1.Decision;
import io.drawbridge.proto.handover.v1.FromPredecessor;
import io.drawbridge.proto.handover.v1.FromSuccessor;
import io.drawbridge.proto.handover.v1.Prepared;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands over all sessions, batch by batch. A batch stands still from the moment it is stopped until
 * the successor goes on with it, so batches are small and few are under way: as many as keep both
 * processes busy.
 *
 * <p>Threads: one, which may block.
 */
final class Transfer {
  /** Some milliseconds of work for either process. */
  static final int BATCH_SESSIONS = 64;

  /** Batches that the successor has and that are not decided. */
  static final int UNDER_WAY = 2;

  /**
   * Batches that wait for businesses' answers at the same time: one after the other would wait as
   * long as all of them together.
   */
  static final int SETTLING = 3;

  /** A successor that has not prepared a batch by then does not get it: its clients wait. */
  static final Duration PREPARED_WITHIN = Duration.ofSeconds(2);

  /** Batches in a row that came too late, after which the rest stays. */
  static final int LATE_IN_A_ROW = 3;

  /** Clients that are just coming or going, and lanes that are never settled, are waited for. */
  static final Duration STRAGGLERS_WITHIN = Duration.ofSeconds(10);

  /**
   * In the first pass a batch waits for businesses no longer than this; who is not settled by then
   * comes later, and does not hold up the others.
   */
  static final Duration FIRST_SETTLE = Duration.ofMillis(20);

  private static final int TOMBSTONES_IN_BATCH = 1_000;
  private static final long LOOK_AGAIN_MILLIS = 10;
  private static final Logger log = LoggerFactory.getLogger(Transfer.class);

  private final Conversation successor;
  private final Holdings holdings;
  private final List<Outgoing> loops;
  private final Map<Long, Parcel> underWay = new LinkedHashMap<>();
  private final Set<Long> givenUp = new HashSet<>();
  private final BlockingQueue<CompletableFuture<Parcel>> settled = new LinkedBlockingQueue<>();
  private final long startNanos = System.nanoTime();
  private int settling;
  private long lastNumber;
  private long moved;
  private int lateInARow;

  /** How it went: sessions moved until now, those that are left, and the time since the first. */
  record Result(long moved, long kept, long millis) {}

  Transfer(Conversation successor, Holdings holdings) {
    this.successor = successor;
    this.holdings = holdings;
    this.loops =
        holdings.loops().stream()
            .map(each -> new Outgoing(each.place(), each.handlers(), holdings.gateway()))
            .toList();
  }

  /**
   * Hands over who is here now and is settled soon, while clients come and go.
   *
   * @throws IOException when the successor has ended; what it was not given goes on here
   */
  void everybodyOnce() throws IOException, InterruptedException {
    try {
      tombstones();
      pass(look(), FIRST_SETTLE);
    } finally {
      keepAll();
    }
  }

  /** Clients come in at the successor from now on. */
  void accept() throws IOException, InterruptedException {
    sendWithoutSessions(Batch.newBuilder().setAccept(true));
  }

  /**
   * Returns when everything that can be handed over was, of what is left; may be called again when
   * there is more.
   *
   * @throws IOException when the successor has ended; what it was not given goes on here
   */
  Result rest() throws IOException, InterruptedException {
    long endNanos = System.nanoTime() + STRAGGLERS_WITHIN.toNanos();
    try {
      List<Present> present = look();
      while (sum(present, each -> each.movable().size() + each.soon()) > 0
          && lateInARow < LATE_IN_A_ROW
          && System.nanoTime() - endNanos <= 0) {
        pass(present, holdings.settle());
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        present = look();
      }
      long kept = sum(present, each -> each.movable().size() + each.soon() + each.fixed());
      return new Result(moved, kept, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
    } finally {
      keepAll();
    }
  }

  private interface Count {
    int of(Present present);
  }

  private static long sum(List<Present> all, Count count) {
    return all.stream().mapToLong(count::of).sum();
  }

  private List<Present> look() throws InterruptedException {
    List<CompletableFuture<Present>> asked = loops.stream().map(Outgoing::present).toList();
    List<Present> all = new ArrayList<>();
    for (CompletableFuture<Present> each : asked) {
      all.add(get(each));
    }
    return all;
  }

  private static <T> T get(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a loop failed in a hand-over", e.getCause());
    }
  }

  private void tombstones() throws IOException, InterruptedException {
    List<Tombstone> all = holdings.tombstones().all();
    long now = holdings.nanoClock().getAsLong();
    for (int from = 0; from < all.size(); from += TOMBSTONES_IN_BATCH) {
      List<Tombstone> some = all.subList(from, Math.min(all.size(), from + TOMBSTONES_IN_BATCH));
      Batch.Builder batch = Batch.newBuilder();
      some.stream()
          .filter(each -> !each.movedTo().equals(holdings.gateway()))
          .forEach(each -> batch.addTombstones(HandedSessions.of(each, now)));
      sendWithoutSessions(batch);
    }
  }

  private void sendWithoutSessions(Batch.Builder batch) throws IOException, InterruptedException {
    underWay.put(++lastNumber, new Parcel(loops.getFirst(), List.of()));
    successor.say(FromPredecessor.newBuilder().setBatch(batch.setNumber(lastNumber)).build());
    decideNext();
  }

  /** Sessions of one loop that go together. */
  private record Portion(Outgoing loop, List<Session> sessions) {}

  /** Everybody once, loop by turns; whoever is settled first goes first. */
  private void pass(List<Present> present, Duration settle)
      throws IOException, InterruptedException {
    Queue<Portion> portions = portions(present);
    while (lateInARow < LATE_IN_A_ROW) {
      while (settling < SETTLING && !portions.isEmpty()) {
        stop(portions.remove(), settle);
      }
      if (settling == 0 && underWay.isEmpty()) {
        return;
      }
      Parcel parcel = underWay.size() < UNDER_WAY ? nextSettled(underWay.isEmpty()) : null;
      if (parcel == null) {
        decideNext();
      } else if (!parcel.stopped().isEmpty()) {
        send(parcel);
      }
    }
    keepAll();
  }

  private Queue<Portion> portions(List<Present> present) {
    Queue<Portion> portions = new ArrayDeque<>();
    int longest = present.stream().mapToInt(each -> each.movable().size()).max().orElse(0);
    for (int from = 0; from < longest; from += BATCH_SESSIONS) {
      for (int i = 0; i < loops.size(); i++) {
        List<Session> movable = present.get(i).movable();
        if (from < movable.size()) {
          int end = Math.min(movable.size(), from + BATCH_SESSIONS);
          portions.add(new Portion(loops.get(i), movable.subList(from, end)));
        }
      }
    }
    return portions;
  }

  private void stop(Portion portion, Duration settle) {
    settling++;
    CompletableFuture<Parcel> stopped = portion.loop().stop(portion.sessions(), settle);
    var _ = stopped.whenComplete((_, _) -> settled.add(stopped));
  }

  /** Null when none is settled yet, and none is to be waited for. */
  private @Nullable Parcel nextSettled(boolean wait) throws InterruptedException {
    CompletableFuture<Parcel> next = wait ? settled.take() : settled.poll();
    if (next == null) {
      return null;
    }
    settling--;
    return get(next);
  }

  private void send(Parcel parcel) throws IOException {
    Batch batch =
        Batch.newBuilder().setNumber(++lastNumber).addAllSessions(parcel.sessions()).build();
    underWay.put(lastNumber, parcel);
    successor.say(FromPredecessor.newBuilder().setBatch(batch).build(), parcel.descriptors());
  }

  /** The oldest batch under way: the successor's, or ours again. */
  private void decideNext() throws IOException, InterruptedException {
    Prepared prepared = nextPrepared();
    Map.Entry<Long, Parcel> oldest = underWay.entrySet().iterator().next();
    if (prepared == null) {
      long number = oldest.getKey();
      log.warn("hand-over: batch {} was not prepared within {}; it stays", number, PREPARED_WITHIN);
      lateInARow++;
      givenUp.add(number);
      decide(number, everybody(oldest.getValue()));
    } else {
      lateInARow = 0;
      decide(prepared.getNumber(), Set.copyOf(prepared.getRefusedList()));
    }
  }

  private static Set<Integer> everybody(Parcel parcel) {
    return IntStream.range(0, parcel.stopped().size()).boxed().collect(Collectors.toSet());
  }

  /** Null when it takes too long; answers to batches that were given up are not heard. */
  private @Nullable Prepared nextPrepared() throws IOException, InterruptedException {
    while (true) {
      FromSuccessor next = successor.next(PREPARED_WITHIN);
      if (next == null) {
        return null;
      }
      Prepared prepared = next.getPrepared();
      if (underWay.containsKey(prepared.getNumber())) {
        return prepared;
      }
      if (!givenUp.remove(prepared.getNumber())) {
        throw new IOException(
            next.getKindCase() + " " + prepared.getNumber() + " (expected: PREPARED of a batch)");
      }
    }
  }

  /** Once that is said, the successor owns them: only then are they let go of here. */
  private void decide(long number, Set<Integer> staying) throws IOException, InterruptedException {
    successor.say(
        FromPredecessor.newBuilder()
            .setDecision(Decision.newBuilder().setNumber(number).addAllStay(staying))
            .build());
    Parcel parcel = underWay.remove(number);
    if (parcel != null) {
      moved += get(parcel.from().decided(parcel, staying));
    }
  }

  /** The successor will not have what is still under way, nor what has stopped for it. */
  private void keepAll() throws InterruptedException {
    while (settling > 0) {
      Parcel parcel = nextSettled(true);
      if (parcel != null) {
        int _ = get(parcel.from().decided(parcel, everybody(parcel)));
      }
    }
    for (Parcel parcel : underWay.values()) {
      int _ = get(parcel.from().decided(parcel, everybody(parcel)));
    }
    underWay.clear();
  }
}
