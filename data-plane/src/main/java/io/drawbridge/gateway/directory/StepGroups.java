package io.drawbridge.gateway.directory;

import io.lettuce.core.RedisException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks Redis for what came meanwhile in one command, as databases commit in groups: a step that
 * comes while none is under way leaves at once, those that come until it is answered leave
 * together. So nothing waits for company, and under load a command's price is divided among many.
 *
 * <p>Steps are done and answered in the order they came. When a group is not answered, what waits
 * behind it is not asked any more: no step takes longer than two commands.
 *
 * <p>Threads: any. Answers complete on a Redis thread or the caller's.
 */
final class StepGroups {
  /** Redis does nothing else meanwhile. */
  static final int MAX_STEPS = 128;

  private final Function<List<DirectoryStep>, CompletableFuture<List<Object>>> redis;
  private final int mostWaiting;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingCount = new AtomicInteger();
  private final AtomicBoolean underWay = new AtomicBoolean();

  private record Waiting(DirectoryStep step, CompletableFuture<List<Object>> answer) {}

  /**
   * @param redis does a group and answers each of its steps
   * @param mostWaiting steps; beyond it one is refused at once
   */
  StepGroups(
      Function<List<DirectoryStep>, CompletableFuture<List<Object>>> redis, int mostWaiting) {
    this.redis = redis;
    this.mostWaiting = mostWaiting;
  }

  /** What the script answers to the step, without the place for what went wrong. */
  CompletableFuture<List<Object>> ask(DirectoryStep step) {
    if (waitingCount.incrementAndGet() > mostWaiting) {
      waitingCount.decrementAndGet();
      return CompletableFuture.failedFuture(
          new RedisException("commands that wait (expected: <= " + mostWaiting + ")"));
    }
    Waiting last = new Waiting(step, new CompletableFuture<>());
    waiting.add(last);
    sendIfIdle();
    return last.answer();
  }

  private void sendIfIdle() {
    while (!waiting.isEmpty() && underWay.compareAndSet(false, true)) {
      List<Waiting> group = take(MAX_STEPS);
      if (!group.isEmpty()) {
        send(group);
        return;
      }
      underWay.set(false); // and look again: one may have come since
    }
  }

  private void send(List<Waiting> group) {
    CompletableFuture<Void> _ =
        ask(group)
            .handle((answers, e) -> {
              ended(group, answers, e);
              return null;
            });
  }

  private CompletableFuture<List<Object>> ask(List<Waiting> group) {
    try {
      return redis.apply(group.stream().map(Waiting::step).toList());
    } catch (RuntimeException e) { // else nothing would ever be sent again
      return CompletableFuture.failedFuture(e);
    }
  }

  private void ended(List<Waiting> group, @Nullable List<Object> answers, @Nullable Throwable e) {
    List<Waiting> behind = answers == null ? take(Integer.MAX_VALUE) : List.of();
    underWay.set(false);
    sendIfIdle(); // first, so that Redis works while these are told
    if (answers == null) {
      Throwable why = e == null ? new RedisException("no answer") : e;
      group.forEach(one -> one.answer().completeExceptionally(why));
      behind.forEach(one -> one.answer().completeExceptionally(why));
      return;
    }
    for (int i = 0; i < group.size(); i++) {
      tell(group.get(i).answer(), i < answers.size() ? answers.get(i) : List.of());
    }
  }

  private static void tell(CompletableFuture<List<Object>> asked, Object answered) {
    if (answered instanceof List<?> all && !all.isEmpty()) {
      String wrong = String.valueOf(all.getFirst());
      if (wrong.isEmpty()) {
        asked.complete(List.copyOf(all.subList(1, all.size())));
      } else {
        asked.completeExceptionally(new RedisException(wrong));
      }
    } else {
      asked.completeExceptionally(
          new RedisException("an answer without content (expected: a list for each step)"));
    }
  }

  private List<Waiting> take(int most) {
    List<Waiting> taken = new ArrayList<>();
    for (Waiting next = next(most, taken); next != null; next = next(most, taken)) {
      taken.add(next);
    }
    return taken;
  }

  private @Nullable Waiting next(int most, List<Waiting> taken) {
    Waiting next = taken.size() < most ? waiting.poll() : null;
    if (next != null) {
      waitingCount.decrementAndGet();
    }
    return next;
  }
}
