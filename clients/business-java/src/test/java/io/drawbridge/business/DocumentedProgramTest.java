package io.drawbridge.business;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/business.md shows {@link Telegraph}; here it is compiled, so that the page stays true. */
class DocumentedProgramTest {
  @Test
  void theProgramInTheDocumentIsTheOneThatIsCompiled() throws IOException {
    String document = Files.readString(Path.of("../../docs/business.md"));
    String source =
        Files.readString(Path.of("src/test/java/io/drawbridge/business/Telegraph.java"));

    String program = source.substring(source.indexOf("import com.google"));

    assertThat(document).contains("```java\n" + program + "```");
  }
}
