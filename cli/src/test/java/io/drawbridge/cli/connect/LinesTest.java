package io.drawbridge.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
  @Test
  void splitsAtNewlinesOnly() throws IOException {
    assertThat(lines("a\nb c\r\n\n\n你好\n")).containsExactly("a", "b c\r", "", "", "你好");
  }

  @Test
  void aRestWithoutNewlineIsALine() throws IOException {
    assertThat(lines("a\nb")).containsExactly("a", "b");
    assertThat(lines("")).isEmpty();
  }

  @Test
  void keepsBytesThatAreNoText() throws IOException {
    byte[] bytes = {(byte) 0xff, 0, (byte) 0xc3, '\n'};

    assertThat(new Lines(new ByteArrayInputStream(bytes), 10).next())
        .isEqualTo(new byte[] {(byte) 0xff, 0, (byte) 0xc3});
  }

  @Test
  void refusesALineThatNoMessageTakesByItsNumber() throws IOException {
    Lines lines =
        new Lines(new ByteArrayInputStream("1234\n12345\n".getBytes(StandardCharsets.UTF_8)), 4);

    assertThat(lines.next()).hasSize(4);
    assertThatThrownBy(lines::next).hasMessage("line 2: more than 4 bytes (expected: fewer)");
  }

  private static List<String> lines(String text) throws IOException {
    Lines lines = new Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 1_000);
    List<String> found = new ArrayList<>();
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      found.add(new String(line, StandardCharsets.UTF_8));
    }
    return found;
  }
}
