package io.drawbridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.gateway.admission.ConnectRefusal;
import io.drawbridge.gateway.listen.DoorRefusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Whoever is refused before CONNECTED is refused for a reason that docs/errors.md has. */
final class ErrorsPageTest {
  private static final Path PAGE = Path.of("../docs/errors.md");

  @Test
  void hasEveryReasonForWhichASocketDoesNotComeIn() throws Exception {
    assertThat(codesBelow("## Sockets that do not come in"))
        .containsExactlyInAnyOrderElementsOf(labels(DoorRefusal.values()));
  }

  @Test
  void hasEveryReasonForWhichAConnectIsAnsweredByGoAway() throws Exception {
    assertThat(codesBelow("## CONNECTs that are answered by GOAWAY"))
        .containsExactlyInAnyOrderElementsOf(labels(ConnectRefusal.values()));
  }

  private static List<String> codesBelow(String title) throws IOException {
    return Files.readAllLines(PAGE).stream()
        .dropWhile(line -> !line.equals(title))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| ") && !line.startsWith("| code "))
        .map(line -> line.substring(2, line.indexOf(' ', 2)))
        .toList();
  }

  private static List<String> labels(Enum<?>... reasons) {
    return Arrays.stream(reasons).map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
  }
}
