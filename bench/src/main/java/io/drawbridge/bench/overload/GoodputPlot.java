package io.drawbridge.bench.overload;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import javax.imageio.ImageIO;

/** Goodput over offered load, both in multiples of what the business can do, as a PNG. */
public final class GoodputPlot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 520;
  private static final int LEFT = 80;
  private static final int RIGHT = 870;
  private static final int TOP = 40;
  private static final int BOTTOM = 450;
  private static final int DOT = 8;
  private static final double HIGHEST = 1.1;
  private static final int TICKS = 5;
  private static final double LEAST_LOAD = 1;
  private static final double MOST_LOAD = 10;
  private static final int NAMES_LEFT = 620;
  private static final int NAMES_TOP = 300;
  private static final int NAME_LINE = 22;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  private static final Color GRID = new Color(0xDDDDDD);
  static final List<Color> COLOURS =
      List.of(new Color(0x1565C0), new Color(0xC62828), new Color(0x9E7700));

  private GoodputPlot() {}

  /**
   * One run.
   *
   * @param goodput at each load
   */
  public record Curve(String name, SortedMap<Double, Double> goodput) {}

  /**
   * Draws them, each in a colour of its own, at most three.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, List<Curve> curves) throws IOException {
    if (curves.isEmpty() || curves.size() > COLOURS.size()) {
      throw new IllegalArgumentException(
          "curves: " + curves.size() + " (expected: 1 to " + COLOURS.size() + ")");
    }
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    try {
      draw(canvas, curves);
    } finally {
      canvas.dispose();
    }
    if (!ImageIO.write(image, "png", file.toFile())) {
      throw new IOException(file + ": cannot be written as PNG");
    }
  }

  private static void draw(Graphics2D canvas, List<Curve> curves) {
    double[] loads =
        curves.stream()
            .flatMap(curve -> curve.goodput.keySet().stream())
            .mapToDouble(Double::doubleValue)
            .sorted()
            .distinct()
            .toArray();
    double least = Math.min(LEAST_LOAD, loads[0]);
    double most = Math.max(MOST_LOAD, loads[loads.length - 1]);
    Axis x = Axis.logarithmic(least, most, LEFT, RIGHT);
    Axis y = Axis.linear(0, HIGHEST, BOTTOM, TOP);
    canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    canvas.setFont(FONT);
    canvas.setColor(Color.WHITE);
    canvas.fillRect(0, 0, WIDTH, HEIGHT);
    drawGrid(canvas, x, y, loads);
    canvas.setStroke(new BasicStroke(2));
    for (int i = 0; i < curves.size(); i++) {
      canvas.setColor(COLOURS.get(i));
      draw(canvas, x, y, curves.get(i));
      canvas.drawString(curves.get(i).name, NAMES_LEFT, NAMES_TOP + i * NAME_LINE);
    }
  }

  private static void drawGrid(Graphics2D canvas, Axis x, Axis y, double... loads) {
    for (int i = 0; i <= TICKS; i++) {
      double tick = (double) i / TICKS;
      canvas.setColor(GRID);
      canvas.drawLine(LEFT, y.pixel(tick), RIGHT, y.pixel(tick));
      canvas.setColor(Color.BLACK);
      canvas.drawString("%.1f".formatted(tick), LEFT - 40, y.pixel(tick) + 5);
    }
    for (double load : loads) {
      canvas.setColor(GRID);
      canvas.drawLine(x.pixel(load), TOP, x.pixel(load), BOTTOM);
      canvas.setColor(Color.BLACK);
      canvas.drawString("%.0fx".formatted(load), x.pixel(load) - 10, BOTTOM + 22);
    }
    canvas.drawString(
        "goodput: acknowledged within 500 ms, of what the business can do", LEFT, TOP - 15);
    canvas.drawString("offered load, of what the business can do", LEFT, BOTTOM + 50);
  }

  private static void draw(Graphics2D canvas, Axis x, Axis y, Curve curve) {
    int fromX = -1;
    int fromY = -1;
    for (Map.Entry<Double, Double> point : curve.goodput.entrySet()) {
      int toX = x.pixel(point.getKey());
      int toY = y.pixel(point.getValue());
      if (fromX >= 0) {
        canvas.drawLine(fromX, fromY, toX, toY);
      }
      canvas.fillOval(toX - DOT / 2, toY - DOT / 2, DOT, DOT);
      fromX = toX;
      fromY = toY;
    }
  }
}
