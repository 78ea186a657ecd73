package io.drawbridge.bench.overload;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.business.upstream.Answer;
import io.drawbridge.proto.business.v1.RefusalReason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WorkersTest {
  @Test
  void doNoMoreThanTheirNumberAllows() throws Exception {
    long workNanos = MILLISECONDS.toNanos(5);
    Workers workers = Workers.start(4, workNanos);
    long startNanos = System.nanoTime();

    List<CompletableFuture<Answer>> answers = Stream.generate(workers::take).limit(40).toList();

    for (CompletableFuture<Answer> answer : answers) {
      assertThat(answer.get(30, SECONDS)).isEqualTo(Answer.accepted());
    }
    assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(10 * workNanos);
  }

  @Test
  void refuseWhatIsMoreThanMayWait() {
    Workers nobody = Workers.start(0, 1);
    for (int i = 0; i < Workers.MOST_WAITING; i++) {
      assertThat(nobody.take()).isNotDone();
    }

    assertThat(nobody.take().join())
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(RefusalReason.BUSINESS_BUSY));
  }

  @Test
  void timeOversleptCountsForWhatWasWaiting() {
    assertThat(Workers.doneNanos(100, 150, 20)).isEqualTo(170);
    assertThat(Workers.doneNanos(200, 150, 20)).isEqualTo(220);
  }
}
