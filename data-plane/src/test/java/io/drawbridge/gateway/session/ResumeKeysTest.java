package io.drawbridge.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeKeysTest {
  private static final String SECRET = "c2VjcmV0LXRleHQtdGhhdC1ub2JvZHktc2hvdWxkLXNlZQ";

  @TempDir private Path folder;

  @Test
  void readsYamlAndJson() throws Exception {
    String key = "{\"id\": \"b\", \"secret\": \"" + SECRET + "\"}";

    assertThat(load("previous:\n  id: a\n  secret: " + SECRET + "\ncurrent: " + key))
        .hasToString("[b, a]");
    assertThat(load("{\"current\": " + key + "}")).hasToString("[b]");
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    assertRefused("", "keys.yaml: current.id: missing");
    assertRefused("next: {id: a, secret: " + SECRET + "}", "current.id: missing");
    assertRefused("current: {id: a}", "current.secret: missing");
    assertRefused(
        "current: {id: a b, secret: " + SECRET + "}",
        "keys.yaml:1: current.id: 3 characters (expected: letters, digits, . _ -, at most 32)");
    assertRefused(
        "current: {id: a, secret: dG9vLXNob3J0}",
        "current.secret: 9 bytes (expected: 32 to 1024, 32 random ones are right)");
    assertRefused(
        "current: {id: a, secret: " + SECRET + "}\nnext: {id: a, secret: " + SECRET + "}",
        "next: id a is another key's (expected: three different ids)");
    assertRefused(
        "previous: {id: c, secret: %1$s}\ncurrent: {id: a, secret: %1$s}\nnext: {id: c, secret: %1$s}"
            .formatted(SECRET),
        "previous: id c is another key's (expected: three different ids)");
  }

  @Test
  void neverQuotesASecret() throws Exception {
    assertRefused("current: {id: a, secret: " + SECRET + "+/}", "secret: unreadable (expected: ");
    assertRefused("current: " + SECRET, "keys.yaml:1: current: ");
    assertRefused("current: {id: a, secret: [" + SECRET + "]}", "current.secret: a list");
    assertRefused(SECRET, "keys.yaml:1: a single value");
    assertRefused("current: {id: a, secret: \"" + SECRET, "keys.yaml:1: not YAML");
  }

  @Test
  void aRandomKeyIsAnotherEveryTime() {
    SecureRandom random = new SecureRandom();

    assertThat(ResumeKeys.random(random).toString())
        .startsWith("[random-")
        .isNotEqualTo(ResumeKeys.random(random).toString());
  }

  private void assertRefused(String text, String message) throws Exception {
    Path file = write(text);

    Throwable refusal = catchThrowable(() -> ResumeKeys.load(file));

    assertThat(refusal).isInstanceOf(ResumeKeysException.class).hasMessageContaining(message);
    assertThat(refusal).hasMessageNotContaining(SECRET);
  }

  private ResumeKeys load(String text) throws Exception {
    return ResumeKeys.load(write(text));
  }

  private Path write(String text) throws Exception {
    return Files.writeString(folder.resolve("keys.yaml"), text);
  }
}
