package io.drawbridge.bench.gateway;

/**
 * A process's metrics at one moment.
 *
 * @param text Prometheus' format
 */
public record Scrape(String text) {
  /** Of one metric over all its labels, or of one series; 0 while there is none. */
  public double sum(String metric) {
    return text.lines()
        .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
