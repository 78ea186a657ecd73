package io.drawbridge.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointsTest {
  @Test
  void aMemberThatDoesNotAnswerIsLeftForTheNext() throws Exception {
    EtcdServer server = EtcdServer.start();
    URI dead = URI.create("http://127.0.0.1:1");
    try (server;
        Coordination coordination =
            Coordination.with(List.of(dead, server.endpoints().getFirst()))) {
      assertThat(coordination.document("/doc").read()).isEmpty();
    }
  }

  @Test
  void saysWhatAnEndpointLooksLike() {
    assertThatThrownBy(() -> Coordination.with(List.of(URI.create("//127.0.0.1:2379"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("127.0.0.1:2379 (expected: http://host:port)");
  }
}
