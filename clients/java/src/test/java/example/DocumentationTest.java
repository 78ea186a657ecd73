package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DocumentationTest {
  @Test
  void theProgramInTheDocumentationIsTheOneThatCompilesHere() throws IOException {
    String program = Files.readString(Path.of("src/test/java/example/Telegraph.java"));
    String page = Files.readString(Path.of("../../docs/clients.md"));

    assertThat(page).contains("```java\n" + program + "```");
  }
}
