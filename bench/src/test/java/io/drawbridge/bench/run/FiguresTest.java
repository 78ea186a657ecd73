package io.drawbridge.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
  private final List<String> said = new ArrayList<>();
  private final Figures figures = new Figures(said::add);

  @Test
  void endsWithOneLineAFigure() {
    figures.add("idle.heap_bytes_per_session", 1234.5);
    figures.add("upstream.l20.gateway_us_per_message", 15.04);
    figures.add("upstream.l20.c_us_per_message", 9.4);
    figures.addRatio(
        "upstream.l20.ratio_to_c",
        "upstream.l20.gateway_us_per_message",
        "upstream.l20.c_us_per_message");

    assertThat(figures.lastLines())
        .containsExactly(
            "idle.heap_bytes_per_session: 1235",
            "upstream.l20.gateway_us_per_message: 15.0",
            "upstream.l20.c_us_per_message: 9.40",
            "upstream.l20.ratio_to_c: 1.60");
  }

  @Test
  void judgesNoLatencyWhileOthersUseTheMachine() {
    figures.addIfQuiet("l20.p50_us", 300, 0.09);
    figures.addIfQuiet("l20.p99_us", 4000, 0.11);

    assertThat(figures.lastLines()).containsExactly("l20.p50_us: 300", "l20.p99_us: not judged");
    assertThat(figures.number("l20.p99_us")).isEmpty();
    assertThat(said).last().asString().contains("4000").contains("0.11 cores");
  }

  @Test
  void countsARunWhoseCFiguresAreTheRecordedOnes(@TempDir Path folder) throws Exception {
    Recorded recorded = new Recorded(folder.resolve("recorded.properties"));
    figures.add("upstream.l20.c_us_per_message", 10);
    figures.add("upstream.l20.gateway_us_per_message", 20);
    assertThat(recorded.objection(figures)).get().asString().contains("is not recorded");

    recorded.record(figures);

    assertThat(recorded.objection(figures)).isEmpty();
    assertThat(recorded.objection(withC(14.9))).isEmpty();
    assertThat(recorded.objection(withC(15.1))).get().asString().contains("within 1.5 times 10.00");
    assertThat(recorded.objection(withC(6.6))).isPresent();
  }

  @Test
  void readsThePercentileOfWhatCameBetweenTwoLooks() {
    RoutedTimes before = RoutedTimes.read(histogram(100, 100, 100));
    RoutedTimes after = RoutedTimes.read(histogram(190, 199, 200));

    assertThat(after.since(before).percentileMicros(0.5)).isEqualTo(100);
    assertThat(after.since(before).percentileMicros(0.99)).isEqualTo(1000);
    assertThat(after.since(before).percentileMicros(1)).isInfinite();
    assertThat(RoutedTimes.NONE.percentileMicros(0.99)).isZero();
  }

  private static Figures withC(double number) {
    Figures other = new Figures(_ -> {});
    other.add("upstream.l20.c_us_per_message", number);
    return other;
  }

  private static String histogram(int fast, int slow, int all) {
    return """
    # TYPE drawbridge_gateway_routed_seconds histogram
    drawbridge_gateway_routed_seconds_bucket{gateway="gw",le="1.0E-4"} %d
    drawbridge_gateway_routed_seconds_bucket{gateway="gw",le="0.001"} %d
    drawbridge_gateway_routed_seconds_bucket{gateway="gw",le="+Inf"} %d
    drawbridge_gateway_routed_seconds_count{gateway="gw"} %d
    """
        .formatted(fast, slow, all, all);
  }
}
