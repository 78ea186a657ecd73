package io.drawbridge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RegionAddressesTest {
  @Test
  void regionRoleAndIndexMakeTheAddressAndTheBaseMovesAllPorts() {
    assertThat(new RegionAddresses(1, 7000).gatewayClients(2)).hasToString("127.1.1.2:7000");
    assertThat(new RegionAddresses(2, 7000).controlPlaneRest(1)).hasToString("127.2.2.1:7010");
    assertThat(new RegionAddresses(1, 9000).redis()).hasToString("127.1.6.1:9050");
  }

  @Test
  void portsMustFit() {
    assertThatThrownBy(() -> new RegionAddresses(1, 65_500))
        .hasMessage("base port: 65500 (expected: 1024 to 65485)");
    assertThatThrownBy(() -> new RegionAddresses(0, 7000))
        .hasMessage("region: 0 (expected: 1 to 254)");
  }
}
