package io.drawbridge.controlplane.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What happened on one process of a gateway over some consecutive reports. Immutable. */
record Span(List<Sample> samples) {
  static final Span NONE = new Span(List.of());

  /** Reports that a time before or since is judged by; older ones are thinned out. */
  static final int MAX_SAMPLES = 64;

  private static final double NANOS = 1e9;

  Span {
    samples = List.copyOf(samples);
  }

  /** With one more report. The first one stays, since all counts are since then. */
  Span with(Sample sample) {
    return with(sample, MAX_SAMPLES, 1);
  }

  /** With one more report, and at most {@code most}, the oldest of which goes. */
  Span rolling(Sample sample, int most) {
    return with(sample, most, 0);
  }

  private Span with(Sample sample, int most, int goes) {
    List<Sample> more = new ArrayList<>(samples);
    more.add(sample);
    if (more.size() > most) {
      more.remove(goes);
    }
    return new Span(more);
  }

  /** The last {@code count} reports. */
  Span last(int count) {
    return new Span(samples.subList(Math.max(0, samples.size() - count), samples.size()));
  }

  /** All but the last {@code count} reports. */
  Span without(int count) {
    return new Span(samples.subList(0, Math.max(0, samples.size() - count)));
  }

  boolean isEmpty() {
    return samples.size() < 2;
  }

  int size() {
    return samples.size();
  }

  long offered(int tier) {
    return difference(sample -> sample.offered().get(tier));
  }

  long refused(int tier) {
    return difference(sample -> sample.refused().get(tier));
  }

  double endedPerSecond() {
    double seconds = seconds();
    return seconds <= 0 ? 0 : difference(Sample::ended) / seconds;
  }

  double seconds() {
    return isEmpty() ? 0 : (samples.getLast().nanos() - samples.getFirst().nanos()) / NANOS;
  }

  int connections() {
    return samples.isEmpty() ? 0 : samples.getFirst().connections();
  }

  /** Mean of the reports that measured something; 0 = none did. */
  double mean(ToLongFunction<Sample> latency) {
    return samples.stream().mapToLong(latency).filter(micros -> micros > 0).average().orElse(0);
  }

  private long difference(ToLongFunction<Sample> count) {
    return isEmpty()
        ? 0
        : Math.max(0, count.applyAsLong(samples.getLast()) - count.applyAsLong(samples.getFirst()));
  }
}
