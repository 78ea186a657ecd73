package io.drawbridge.coordination.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionKeysTest {
  private final RegionKeys keys = new RegionKeys("eu");

  @ParameterizedTest
  @ValueSource(strings = {"drain-1", "drain-1/eu", "w-1/eu/eu/gw-1/back"})
  void anOperationsKeyIsItsId(String id) {
    assertThat(keys.operation(id)).isEqualTo(keys.operations() + id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "w-1/", "w-1//back", "w 1", "a/b/c/d/e/f"})
  void whatIsNoIdIsRefused(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys.operation(id))
        .withMessageContaining("(expected: ");
  }

  @Test
  void idsNestedTooDeepAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys.operation("a/b/c/d/e/f"))
        .withMessage("operation: \"a/b/c/d/e/f\" (expected: 5 names at most)");
  }
}
