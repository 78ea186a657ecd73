package io.drawbridge.bench.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoodputPlotTest {
  private static final GoodputPlot.Curve LEVEL = curve("level", Map.of(1.0, 1.0, 10.0, 1.0));
  private static final GoodputPlot.Curve FALLING = curve("falling", Map.of(1.0, 0.9, 10.0, 0.0));

  @TempDir private Path folder;

  @Test
  void drawsEveryCurveInAColourOfItsOwn() throws Exception {
    Path file = folder.resolve("plot.png");

    GoodputPlot.write(file, List.of(LEVEL, FALLING));

    BufferedImage image = ImageIO.read(file.toFile());
    for (int i = 0; i < 2; i++) {
      assertThat(pixelsOf(image, GoodputPlot.COLOURS.get(i).getRGB())).isGreaterThan(700);
    }
    assertThat(pixelsOf(image, GoodputPlot.COLOURS.get(2).getRGB())).isZero();
  }

  @Test
  void refusesMoreCurvesThanColours() {
    Path file = folder.resolve("plot.png");

    assertThatThrownBy(() -> GoodputPlot.write(file, List.of(LEVEL, LEVEL, LEVEL, LEVEL)))
        .hasMessageContaining("4 (expected: 1 to 3)");
  }

  private static long pixelsOf(BufferedImage image, int colour) {
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == colour ? 1 : 0;
      }
    }
    return count;
  }

  private static GoodputPlot.Curve curve(String name, Map<Double, Double> goodput) {
    return new GoodputPlot.Curve(name, new TreeMap<>(goodput));
  }
}
