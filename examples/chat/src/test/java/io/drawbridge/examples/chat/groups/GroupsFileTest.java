package io.drawbridge.examples.chat.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drawbridge.process.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupsFileTest {
  private static final String FAMILY = "groups:\n  family: [alice, bob, carol]\n";

  @TempDir private Path folder;
  private Path file;
  private long version;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("groups.yaml");
  }

  @Test
  void knowsTheMembersOfEachGroupInOrder() throws Exception {
    Groups groups = GroupsFile.open(write(FAMILY + "  empty: []\n")).groups();

    assertThat(groups.members("family").orElseThrow()).containsExactly("alice", "bob", "carol");
    assertThat(groups.members("empty").orElseThrow()).isEmpty();
    assertThat(groups.members("friends")).isEmpty();
  }

  @Test
  void takesAChangedFile() throws Exception {
    GroupsFile groups = GroupsFile.open(write(FAMILY));

    write("groups:\n  friends: [dave, erin]\n");
    groups.refresh();

    assertThat(groups.groups().members("family")).isEmpty();
    assertThat(groups.groups().members("friends").orElseThrow()).hasSize(2);
  }

  @Test
  void keepsTheLastGoodGroupsWhileTheFileIsWrongOrGone() throws Exception {
    GroupsFile groups = GroupsFile.open(write(FAMILY));
    Groups before = groups.groups();

    write("groups: [alice\n");
    groups.refresh();
    assertThat(groups.groups()).isSameAs(before);
    Files.delete(file);
    groups.refresh();
    assertThat(groups.groups()).isSameAs(before);

    write("groups: {}\n");
    groups.refresh();
    assertThat(groups.groups().size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "groups:\\n  a: [x]\\n  a: [y]\\n             | :3: | given twice",
        "groups:\\n  a:\\n    - x\\n    - ''\\n       | :4: | empty",
        "groups:\\n  a: alice\\n                      | :2: | a list",
        "groups:\\n  a: [x, y, x]\\n                  | :1: | a names a member twice",
        "grups:\\n  a: [x]\\n                         | :1: | did you mean groups?",
        "groups:\\n  a: [x\\n                         | :    | not YAML",
        "\\n                                          | groups.yaml | groups: missing",
      })
  void namesTheLineAndTheOffender(String text, String line, String problem) throws Exception {
    Path written = write(text.replace("\\n", "\n"));

    assertThatThrownBy(() -> GroupsFile.open(written))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("groups.yaml")
        .hasMessageContaining(line)
        .hasMessageContaining(problem);
  }

  @Test
  void saysWhenThereIsNoFile() {
    assertThatThrownBy(() -> GroupsFile.open(file)).hasMessageContaining("no such file");
  }

  /** Two writes within one tick of the clock must differ in time for the test. */
  private Path write(String text) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.fromMillis(++version * 10_000));
    return file;
  }
}
