package io.drawbridge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetHomeTest {
  @TempDir private Path home;

  @Test
  void oneLauncherAtATimeAndTheSecondIsToldWhoTheFirstIs() throws Exception {
    try (FleetHome _ = FleetHome.lock(home)) {
      new Scripts(home); // writes fleet.json with this process as launcher

      assertThatThrownBy(() -> FleetHome.lock(home))
          .isInstanceOf(FleetException.class)
          .hasMessageStartingWith("a local fleet is running in " + home)
          .hasMessageContaining("launcher: pid " + ProcessHandle.current().pid());
    }
    assertThat(FleetHome.tryLock(home)).isPresent().get().satisfies(FleetHome::close);
  }
}
