package io.drawbridge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    assertThat(JavaCommand.recording(lib, folder).of(Role.GATEWAY, CONFIG))
        .containsAll(options)
        .contains("-XX:AOTMode=record", "-XX:AOTConfiguration=recorded/gateway.aotconf");
    assertThat(
            JavaCommand.of(lib)
                .assembling(
                    Role.GATEWAY, JavaCommand.recorded(folder, Role.GATEWAY), Path.of("new.aot")))
        .containsAll(options)
        .contains("-XX:AOTMode=create", "-XX:AOTCache=new.aot");
  }

  @Test
  void aMissingJarIsNamed() {
    assertThatThrownBy(() -> JavaCommand.of(lib).of(Role.CHAT, CONFIG))
        .isInstanceOf(FleetException.class)
        .hasMessage(lib + ": no drawbridge-example-chat-*.jar (expected: a build)");
  }
}
