package io.drawbridge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetSettingsTest {
  private static final FleetSettings SETTINGS =
      new FleetSettings(Path.of("h"), Path.of("l"), Path.of("s"), 7000, 2, Timers.TEST);

  @Test
  void aRegionHasTwoGatewaysAndOneOfEverythingElse() {
    assertThat(SETTINGS.size()).isEqualTo(new FleetSize(2, 2, 1, 1));
    assertThat(SETTINGS.restart()).isEqualTo(Restart.ALWAYS);
    assertThat(SETTINGS.home()).isAbsolute();
  }

  @Test
  void everyCountHasItsBounds() {
    assertThatThrownBy(() -> new FleetSize(10, 2, 1, 1))
        .hasMessage("regions: 10 (expected: 1 to 9)");
    assertThatThrownBy(() -> new FleetSize(1, 0, 1, 1))
        .hasMessage("gateways: 0 (expected: 1 to 99)");
    assertThatThrownBy(() -> new FleetSize(1, 2, 10, 1))
        .hasMessage("control-planes: 10 (expected: 1 to 9)");
    assertThatThrownBy(() -> new FleetSize(1, 2, 1, 4))
        .hasMessage("etcds: 4 (expected: 1, 3 or 5)");
  }

  @Test
  void aNamespaceIsOfARegionThatExistsAndHasAName() {
    assertThat(SETTINGS.with(Map.of(2, "far")).namespaces()).containsEntry(2, "far");
    assertThatThrownBy(() -> SETTINGS.with(Map.of(3, "far")))
        .hasMessage("netns: 3=far (expected: a region from 1 to 2)");
    assertThatThrownBy(() -> SETTINGS.with(Map.of(2, "../far")))
        .hasMessage("netns: 2=../far (expected: letters, digits, dot, dash and underscore)");
  }
}
