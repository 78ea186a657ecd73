package io.drawbridge.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepGroupsTest {
  private static final int MOST_WAITING = 1_000;

  private final List<Asked> asked = new ArrayList<>();
  private final StepGroups groups = new StepGroups(this::redis, MOST_WAITING);

  /** A group that Redis was given, and its answer to be. */
  private record Asked(List<DirectoryStep> steps, CompletableFuture<List<Object>> answer) {
    List<String> hashes() {
      return steps.stream().map(DirectoryStep::hash).toList();
    }

    void answerAll(String with) {
      answer.complete(
          IntStream.range(0, steps.size()).<Object>mapToObj(i -> List.of("", with + i)).toList());
    }
  }

  private CompletableFuture<List<Object>> redis(List<DirectoryStep> steps) {
    Asked group = new Asked(steps, new CompletableFuture<>());
    asked.add(group);
    return group.answer();
  }

  private CompletableFuture<List<Object>> ask(String user) {
    return groups.ask(DirectoryStep.find("a", user));
  }

  /** One whose answer nobody looks at. */
  private void send(String user) {
    var _ = ask(user);
  }

  @Test
  void aStepAloneLeavesAtOnce() {
    CompletableFuture<List<Object>> one = ask("1");

    assertThat(asked).hasSize(1);
    asked.getFirst().answerAll("x");
    assertThat(one).isCompletedWithValue(List.of("x0"));
  }

  @Test
  void whatComesMeanwhileLeavesTogetherAndInOrder() {
    send("1");
    List<CompletableFuture<List<Object>>> behind =
        IntStream.range(0, 5).mapToObj(i -> ask("b" + i)).toList();
    assertThat(asked).hasSize(1);

    asked.getFirst().answerAll("x");

    assertThat(asked).hasSize(2);
    assertThat(asked.get(1).hashes())
        .containsExactly("d:{a:b0}", "d:{a:b1}", "d:{a:b2}", "d:{a:b3}", "d:{a:b4}");
    asked.get(1).answerAll("y");
    for (int i = 0; i < 5; i++) {
      assertThat(behind.get(i)).isCompletedWithValue(List.of("y" + i));
    }
  }

  @Test
  void aGroupHasABound() {
    send("first");
    IntStream.range(0, StepGroups.MAX_STEPS + 1).forEach(i -> send("u" + i));
    asked.getFirst().answerAll("x");
    asked.get(1).answerAll("y");

    assertThat(asked.get(1).steps()).hasSize(StepGroups.MAX_STEPS);
    assertThat(asked.get(2).steps()).hasSize(1);
  }

  @Test
  void whatWaitsBehindAnUnansweredGroupFailsWithIt() {
    CompletableFuture<List<Object>> one = ask("1");
    CompletableFuture<List<Object>> behind = ask("2");

    asked.getFirst().answer().completeExceptionally(new RedisException("timed out"));

    assertThat(one).isCompletedExceptionally();
    assertThat(behind).isCompletedExceptionally();
    assertThat(asked).hasSize(1);
    send("3");
    assertThat(asked).hasSize(2); // and it goes on
  }

  @Test
  void aStepThatFailsLeavesTheOthersAlone() {
    send("first");
    CompletableFuture<List<Object>> wrong = ask("wrong");
    CompletableFuture<List<Object>> right = ask("right");
    asked.getFirst().answerAll("x");

    asked.get(1).answer().complete(List.of(List.of("WRONGTYPE of key"), List.of("", "v")));

    assertThat(wrong)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("WRONGTYPE");
    assertThat(right).isCompletedWithValue(List.of("v"));
  }

  @Test
  void anAnswerThatIsTooShortFailsThoseItForgets() {
    send("first");
    CompletableFuture<List<Object>> told = ask("told");
    CompletableFuture<List<Object>> forgotten = ask("forgotten");
    asked.getFirst().answerAll("x");

    asked.get(1).answer().complete(List.of(List.of("", "v")));

    assertThat(told).isCompletedWithValue(List.of("v"));
    assertThat(forgotten).isCompletedExceptionally();
  }

  @Test
  void moreThanMayWaitIsRefusedAtOnce() {
    send("under way");
    IntStream.range(0, MOST_WAITING).forEach(i -> send("u" + i));

    assertThat(ask("one too many"))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("expected: <= " + MOST_WAITING);
  }

  @Test
  void aRedisThatThrowsDoesNotStopIt() {
    StepGroups throwing =
        new StepGroups(
            steps -> {
              throw new IllegalStateException("closed");
            },
            MOST_WAITING);

    assertThat(throwing.ask(DirectoryStep.find("a", "1"))).isCompletedExceptionally();
    assertThat(throwing.ask(DirectoryStep.find("a", "2"))).isCompletedExceptionally();
  }
}
