package io.drawbridge.controlplane.history;

import io.drawbridge.controlplane.fleet.GatewayStatus;
import io.drawbridge.controlplane.scoring.Score;
import io.drawbridge.proto.snapshot.v1.GatewaySnapshot;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The last seconds of all gateways, at most {@link #SPAN} and at most so many bytes: where there
 * are more gateways than fit, all of them are remembered for less long. Threads: any.
 *
 * <pre>  oldest -> [ second | ids (shared while they stay) | one row a gateway ] ... -> newest
 * </pre>
 */
public final class ScoreHistory {
  public static final Duration SPAN = Duration.ofMinutes(15);

  /** A quarter of an hour of 2,000 gateways. */
  public static final long MAX_BYTES = 128L << 20;

  /** Of a small heap no more than this. */
  private static final int HEAP_DIVISOR = 4;

  private static final int MAX_SECONDS = (int) SPAN.toSeconds();

  /** Objects, texts and alarms of one frame, generously. */
  private static final int FRAME_BYTES = 512;

  /** A reference and, in case nobody else has it any more, an id of some 30 characters. */
  private static final int ID_BYTES = 80;

  private final long maxBytes;
  private final Deque<Frame> frames = new ArrayDeque<>();
  private long bytes;

  public ScoreHistory(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** As large as this process's heap allows. */
  public static ScoreHistory forThisHeap() {
    return new ScoreHistory(Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / HEAP_DIVISOR));
  }

  /**
   * Adds a second.
   *
   * @param scores this replica's own, by gateway
   * @param places of the snapshot in force
   */
  public void record(
      Second second,
      Collection<GatewayStatus> statuses,
      Function<String, Optional<Score>> scores,
      Collection<GatewaySnapshot> places) {
    Map<String, GatewayStatus> heard =
        statuses.stream().collect(Collectors.toMap(GatewayStatus::id, Function.identity()));
    Map<String, GatewaySnapshot> placed = new HashMap<>();
    places.forEach(place -> placed.put(place.getGateway(), place));
    TreeSet<String> both = new TreeSet<>(heard.keySet());
    both.addAll(placed.keySet());
    String[] ids = both.toArray(String[]::new);
    ByteBuffer rows = ByteBuffer.allocate(ids.length * Row.BYTES);
    for (String id : ids) {
      Row.write(rows, heard.get(id), scores.apply(id), placed.get(id));
    }
    add(second, ids, rows.array());
  }

  /** The second of a gateway that was the newest at that time; empty if it is not kept. */
  public Optional<Moment> at(String gateway, long unixMillis) {
    for (Frame frame : newestFirst()) {
      if (frame.second.unixMillis() <= unixMillis) {
        return frame.moment(gateway);
      }
    }
    return Optional.empty();
  }

  public Optional<Moment> newest(String gateway) {
    return at(gateway, Long.MAX_VALUE);
  }

  /** The last seconds of a gateway, at most so many, oldest first; those without it left out. */
  public List<Moment> last(String gateway, int seconds) {
    return newestFirst().stream()
        .limit(seconds)
        .flatMap(frame -> frame.moment(gateway).stream())
        .toList()
        .reversed();
  }

  /** What it holds. */
  public synchronized Extent extent() {
    return frames.isEmpty()
        ? new Extent(0, 0, 0, 0)
        : new Extent(
            frames.size(),
            bytes,
            frames.getFirst().second.unixMillis(),
            frames.getLast().second.unixMillis());
  }

  /**
   * How much is remembered.
   *
   * @param bytes of heap, at most
   */
  public record Extent(int seconds, long bytes, long oldestUnixMillis, long newestUnixMillis) {}

  private synchronized void add(Second second, String[] ids, byte[] rows) {
    Frame newest = frames.peekLast();
    boolean shared = newest != null && Arrays.equals(newest.ids, ids);
    Frame added = new Frame(second, shared ? newest.ids : ids, rows);
    frames.addLast(added);
    bytes += added.bytes() + (shared ? 0 : added.idBytes());
    while (frames.size() > MAX_SECONDS || bytes > maxBytes) {
      removeOldest();
    }
  }

  private void removeOldest() {
    Frame oldest = frames.removeFirst();
    Frame next = frames.peekFirst();
    bytes -= oldest.bytes() + (next != null && next.sharesIdsOf(oldest) ? 0 : oldest.idBytes());
  }

  private synchronized List<Frame> newestFirst() {
    Frame[] copy = new Frame[frames.size()];
    Iterator<Frame> newestFirst = frames.descendingIterator();
    for (int i = 0; i < copy.length; i++) {
      copy[i] = newestFirst.next();
    }
    return List.of(copy);
  }

  /** Immutable. */
  private static final class Frame {
    private final Second second;
    private final String[] ids; // sorted; the same array in frames of the same gateways
    private final byte[] rows;

    Frame(Second second, String[] ids, byte[] rows) {
      this.second = second;
      this.ids = ids;
      this.rows = rows;
    }

    Optional<Moment> moment(String gateway) {
      int index = Arrays.binarySearch(ids, gateway);
      return index < 0
          ? Optional.empty()
          : Optional.of(
              Row.read(ByteBuffer.wrap(rows).position(index * Row.BYTES), gateway, second));
    }

    @SuppressWarnings("ReferenceEquality") // it is about memory
    boolean sharesIdsOf(Frame other) {
      return ids == other.ids;
    }

    long bytes() {
      return (long) FRAME_BYTES + rows.length;
    }

    long idBytes() {
      return (long) ids.length * ID_BYTES;
    }
  }
}
