package io.drawbridge.controlplane;

import static io.drawbridge.controlplane.fleet.Gateways.registration;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.drawbridge.coordination.Entry;
import io.drawbridge.coordination.registry.Registrations;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegisteredGatewaysTest {
  private final RegisteredGateways gateways = new RegisteredGateways();

  @Test
  void readsEachRegistrationOnce() {
    Entry a = entry("a", 1, 7);
    var first = gateways.of(List.of(a)).get("a");

    var second = gateways.of(List.of(a, entry("b", 1, 8)));

    assertThat(second).containsOnlyKeys("a", "b");
    assertThat(second.get("a")).isSameAs(first);
  }

  @Test
  void readsAgainWhatHasChangedAlsoUnderAnOldRevision() {
    gateways.of(List.of(entry("a", 1, 7)));

    var restored = gateways.of(List.of(entry("a", 2, 7)));

    assertThat(restored.get("a").getGeneration()).isEqualTo(2);
    assertThat(gateways.of(List.of())).isEmpty();
  }

  @Test
  void whatCannotBeReadHidesNobodyElse() {
    Entry broken = new Entry("/x", ByteString.copyFromUtf8("{"), 1, 1, 0);

    assertThat(gateways.of(List.of(broken, entry("a", 1, 7)))).containsOnlyKeys("a");
  }

  private static Entry entry(String gateway, long generation, long modified) {
    ByteString value = Registrations.toJson(registration(gateway, generation));
    return new Entry("/gateways/" + gateway, value, modified, modified, 1);
  }
}
