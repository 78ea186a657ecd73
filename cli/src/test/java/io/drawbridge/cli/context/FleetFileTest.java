package io.drawbridge.cli.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetFileTest {
  static final FleetDocument DOCUMENT =
      new FleetDocument(
          1,
          7000,
          true,
          new ProcessIdentity(10, 20),
          new FleetDocument.Bootstrap("ipconfig.drawbridge.local", 7020),
          Map.of("kty", "oct", "k", "c2VjcmV0"),
          "token",
          List.of(
              new FleetDocument.Region(
                  1,
                  "local-1",
                  List.of("http://127.1.3.1:7020"),
                  List.of("http://127.1.2.1:7010", "http://127.1.2.2:7010"))),
          List.of(entry("gw-1", 30)));

  @TempDir private Path home;

  @Test
  void readsWhatWasWritten() throws Exception {
    FleetFile file = new FleetFile(home);

    file.write(DOCUMENT);

    assertThat(file.read()).contains(DOCUMENT);
  }

  @Test
  void onlyTheOwnerMayReadItBecauseItHoldsTheDevelopmentKey() throws Exception {
    FleetFile file = new FleetFile(home);

    file.write(DOCUMENT);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
        .isEqualTo("rw-------");
  }

  @Test
  void noFileIsNoFleet() throws Exception {
    assertThat(new FleetFile(home).read()).isEmpty();
  }

  @Test
  void membersOfNewerVersionsAreIgnored() throws Exception {
    String json = FleetFile.JSON.writeValueAsString(DOCUMENT);
    Files.writeString(home.resolve("fleet.json"), json.replaceFirst("\\{", "{\"new\": [1],"));

    assertThat(new FleetFile(home).read()).contains(DOCUMENT);
  }

  @Test
  void nonsenseNamesTheFile() throws Exception {
    Files.writeString(home.resolve("fleet.json"), "{\"version\": ");

    assertThatThrownBy(() -> new FleetFile(home).read())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(home.resolve("fleet.json") + ": not a fleet file: ");
  }

  @Test
  void aRestartedProcessReplacesItsEntry() {
    FleetDocument restarted = DOCUMENT.with(entry("gw-1", 31)).with(entry("gw-2", 32));

    assertThat(restarted.processes()).extracting("pid").containsExactly(31L, 32L);
  }

  private static FleetDocument.ProcessEntry entry(String name, long pid) {
    return new FleetDocument.ProcessEntry(
        "gateway",
        "local-1",
        name,
        pid,
        40,
        Map.of("clients", "127.1.1.1:7000"),
        "/x.log",
        Condition.RUNNING);
  }
}
