package io.drawbridge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaCommandTest {
  private static final Path CONFIG = Path.of("gw-1.yaml");

  @TempDir private Path lib;
  private Path jar;

  @BeforeEach
  void build() throws Exception {
    jar = Files.createFile(lib.resolve("drawbridge-data-plane-0.1.jar"));
  }

  @Test
  void withoutACacheAProcessStartsWithout() throws Exception {
    List<String> command = JavaCommand.of(lib).of(Role.GATEWAY, CONFIG);

    assertThat(command).endsWith("-jar", jar.toString(), "--config", "gw-1.yaml");
    assertThat(command).noneMatch(option -> option.contains("AOT"));
  }

  @Test
  void itsOwnCacheIsUsed() throws Exception {
    Files.createDirectories(lib.resolve("aot"));
    Files.createFile(JavaCommand.cache(lib, Role.CHAT));
    assertThat(JavaCommand.of(lib).of(Role.GATEWAY, CONFIG)).noneMatch(o -> o.contains("AOT"));

    Path cache = Files.createFile(JavaCommand.cache(lib, Role.GATEWAY));
    assertThat(JavaCommand.of(lib).of(Role.GATEWAY, CONFIG)).contains("-XX:AOTCache=" + cache);
  }

  @Test
  void recordingAndAssemblingUseTheOptionsOfAnOrdinaryStart() throws Exception {
    Path folder = Path.of("recorded");
    List<String> ordinary = JavaCommand.of(lib).of(Role.GATEWAY, CONFIG);
    List<String> options = ordinary.subList(0, ordinary.indexOf("-jar"));

    JavaCommand recording = JavaCommand.recording(lib, folder, JavaCommand.GATEWAY_OPTIONS);
    assertThat(recording.of(Role.GATEWAY, CONFIG))
        .containsAll(options)
        .contains("-XX:AOTMode=record", "-XX:AOTConfiguration=recorded/gateway.aotconf");
    assertThat(recording.succession(CONFIG).getLast())
        .contains("-XX:AOTMode=record")
        .doesNotContain("-XX:AOTCache");
    assertThat(
            JavaCommand.of(lib)
                .assembling(
                    Role.GATEWAY, JavaCommand.recorded(folder, Role.GATEWAY), Path.of("new.aot")))
        .containsAll(options)
        .contains("-XX:AOTMode=create", "-XX:AOTCache=new.aot");
  }

  @Test
  void aNextProcessRunsTheJarsThatAreNamedOrThoseOfThisOne() throws Exception {
    Path other = Files.createDirectory(lib.resolveSibling("next of " + lib.getFileName()));
    Path newer = Files.createFile(other.resolve("drawbridge-data-plane-0.2.jar"));
    List<String> words = JavaCommand.of(lib).succession(Path.of("it's.yaml"));
    String shown =
        words.getLast().replace("exec setsid", "printf '%s\\n'"); // instead of running it

    assertThat(printed(shown, "")).endsWith("-jar", jar.toString(), "--config", "it's.yaml");
    assertThat(printed(shown, other.getFileName().toString()))
        .contains("-XX:AOTCache=" + other.resolve("aot/gateway.aot"))
        .endsWith("-jar", newer.toString(), "--config", "it's.yaml");
    Files.delete(newer);
    Files.delete(other);
  }

  private static List<String> printed(String script, String artifact) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
    builder.environment().put("DRAWBRIDGE_ARTIFACT", artifact);
    try (BufferedReader out = builder.start().inputReader()) {
      return out.lines().toList();
    }
  }

  @Test
  void aMissingJarIsNamed() {
    assertThatThrownBy(() -> JavaCommand.of(lib).of(Role.CHAT, CONFIG))
        .isInstanceOf(FleetException.class)
        .hasMessage(lib + ": no drawbridge-example-chat-*.jar (expected: a build)");
  }
}
