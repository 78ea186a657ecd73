package io.drawbridge.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The units of packaging/systemd: systemd understands them, and their script starts releases. */
@Timeout(60)
final class UnitsIT {
  private static final Path UNITS = Path.of("../packaging/systemd");

  @TempDir private Path work;

  @Test
  void systemdUnderstandsEveryUnit() throws Exception {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "systemd-analyze"))),
        "systemd-analyze is not on the PATH");
    Path gateway = executable("gateway", "");
    List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
    try (Stream<Path> units = Files.list(UNITS)) {
      for (Path unit : units.filter(name -> name.toString().endsWith(".service")).toList()) {
        String text = Files.readString(unit);
        Path copy = work.resolve(unit.getFileName().toString().replace("@", "@gw-1"));
        Files.writeString(
            copy,
            text.replace("/usr/lib/drawbridge/bin/gateway", gateway + "")
                .replace("/usr/sbin/haproxy", gateway + ""));
        command.add(copy.toString());
      }
    }
    assertThat(command).hasSize(3 + 4);

    assertThat(output(command, Map.of())).isEmpty();
  }

  @Test
  void theScriptStartsTheReleaseThatIsNamedOrTheCurrentOne() throws Exception {
    Path java = executable("java", "printf '%s ' \"$@\"");
    for (String release : List.of("current", "0.2")) {
      Path folder = Files.createDirectories(work.resolve("releases").resolve(release));
      Files.createFile(folder.resolve("drawbridge-data-plane-0.jar"));
    }
    List<String> command =
        List.of(UNITS.resolve("gateway").toAbsolutePath().toString(), "/etc/gw-1.yaml");
    Map<String, String> environment =
        Map.of(
            "PATH",
            java.getParent() + ":" + System.getenv("PATH"),
            "DRAWBRIDGE_RELEASES",
            work.resolve("releases").toString(),
            "DRAWBRIDGE_JAVA_OPTIONS",
            "-Xmx1g -XX:+UseZGC");

    assertThat(output(command, environment))
        .isEqualTo(
            "-Xmx1g -XX:+UseZGC -XX:AOTCache=%1$s/aot/gateway.aot -Xlog:aot=off -Xlog:cds=off -jar %1$s/drawbridge-data-plane-0.jar --config /etc/gw-1.yaml "
                .formatted(work.resolve("releases/current")));
    Map<String, String> upgrade = new HashMap<>(environment);
    upgrade.put("DRAWBRIDGE_ARTIFACT", "0.2");
    assertThat(output(command, upgrade)).contains("/releases/0.2/drawbridge-data-plane-0.jar ");
  }

  private Path executable(String name, String script) throws Exception {
    Path file = Files.writeString(work.resolve(name), "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String output(List<String> command, Map<String, String> environment)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }
}
