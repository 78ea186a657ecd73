package io.drawbridge.controlplane.directive;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.controlplane.fleet.ControlStream;
import io.drawbridge.proto.control.v1.Directive;
import io.drawbridge.proto.control.v1.DirectiveResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwitchboardTest {
  private final Switchboard switchboard = new Switchboard();
  private final List<String> sent = new ArrayList<>();
  private final ControlStream old = directive -> sent.add("old");
  private final ControlStream successor = directive -> sent.add("successor");

  @Test
  void theNewestProcessIsTold() {
    switchboard.attached("gw-1", 2, successor);
    switchboard.attached("gw-1", 1, old);

    assertThat(send("gw-1")).isTrue();
    switchboard.detached("gw-1", successor);
    assertThat(send("gw-1")).isTrue();
    switchboard.detached("gw-1", old);
    assertThat(send("gw-1")).isFalse();

    assertThat(sent).containsExactly("successor", "old");
    assertThat(switchboard.isAttached("gw-1")).isFalse();
  }

  @Test
  void theEndOfAnOldStreamLeavesTheNewOne() {
    switchboard.attached("gw-1", 1, old);
    switchboard.attached("gw-1", 1, successor);

    switchboard.detached("gw-1", old);

    assertThat(send("gw-1")).isTrue();
    assertThat(sent).containsExactly("successor");
  }

  @Test
  void keepsTheNewestResultOfWhatIsAwaitedAndNothingElse() {
    switchboard.await("op-1");
    assertThat(switchboard.result("op-1")).isEmpty();

    switchboard.heard(List.of(result("op-1", 2), result("op-2", 1)));
    switchboard.heard(List.of(result("op-1", 1)));

    assertThat(switchboard.result("op-1")).contains(result("op-1", 2));
    assertThat(switchboard.result("op-2")).isEmpty();
    switchboard.forget("op-1");
    switchboard.heard(List.of(result("op-1", 3)));
    assertThat(switchboard.result("op-1")).isEmpty();
  }

  private boolean send(String gateway) {
    return switchboard.send(gateway, Directive.getDefaultInstance());
  }

  private static DirectiveResult result(String operation, int step) {
    return DirectiveResult.newBuilder().setOperation(operation).setStep(step).build();
  }
}
