package io.drawbridge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartOrderTest {
  private final List<String> events = new CopyOnWriteArrayList<>();

  @TempDir private Path home;
  private Scripts scripts;

  @BeforeEach
  void create() throws Exception {
    scripts = new Scripts(home);
  }

  @AfterEach
  void stopAll() throws Exception {
    scripts.stop();
  }

  @Test
  void aProcessStartsWhenWhatItNeedsIsReady() throws Exception {
    String late = "sleep 0.3; " + Scripts.SERVE;

    new StartOrder(
            List.of(
                scripts.process(Role.GATEWAY, "gateway", Scripts.SERVE, events::add),
                scripts.process(Role.ETCD, "etcd", late, events::add),
                scripts.process(Role.REDIS, "redis", Scripts.SERVE, events::add)),
            events::add)
        .run();

    assertThat(events)
        .extracting(event -> event.split(" ", -1)[0])
        .containsExactly("redis", "etcd", "gateway");
  }

  @Test
  void theFirstFailureEndsTheStartAndTheRestIsNotStarted() throws Exception {
    LocalProcess gateway = scripts.process(Role.GATEWAY, "gateway", Scripts.SERVE, events::add);

    StartOrder order =
        new StartOrder(
            List.of(gateway, scripts.process(Role.ETCD, "etcd", "exit 1", events::add)),
            events::add);

    assertThatThrownBy(order::run)
        .isInstanceOf(FleetException.class)
        .hasMessageStartingWith("etcd: ended with exit code 1 before it was ready");
    assertThat(gateway.identity()).isEmpty();
  }
}
