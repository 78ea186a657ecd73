package io.drawbridge.bench.run;

import io.drawbridge.bench.machine.Child;
import io.drawbridge.bench.machine.Meter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One load on one subject, measured while the load is steady.
 *
 * @param microseconds processor time of the subject for one message
 * @param othersCores what strangers used meanwhile
 */
record Trial(double microseconds, double ratePerSecond, Answers answers, double othersCores) {

  /** Messages that are answered: the generator counts them. */
  static Trial of(Subject subject, Load load, Bench bench)
      throws IOException, InterruptedException {
    try (Generator generator = subject.load(bench.folder(), load)) {
      generator.go();
      Meter.Use use = use(subject, generator, load);
      Answers answers = generator.figures();
      return of(subject, use, answers, answers.number("rate"));
    }
  }

  /** Processor time over the seconds that the generator counts. */
  private static Meter.Use use(Subject subject, Generator generator, Load load)
      throws IOException, InterruptedException {
    TimeUnit.SECONDS.sleep(load.warmupSeconds());
    Meter meter = Meter.start(with(subject, generator.process()));
    TimeUnit.SECONDS.sleep(load.seconds());
    return meter.stop();
  }

  static Trial of(Subject subject, Meter.Use use, Answers answers, double ratePerSecond) {
    double messages = ratePerSecond * use.seconds();
    return new Trial(
        use.microsecondsPer(subject.process(), messages),
        ratePerSecond,
        answers,
        use.othersCores());
  }

  static List<Child> with(Subject subject, Child more) {
    List<Child> all = new ArrayList<>(subject.processes());
    all.add(more);
    return all;
  }
}
