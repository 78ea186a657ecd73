package io.drawbridge.proto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProtoCommentsTest {
  private static final Path PROTO = Path.of("src/main/proto");

  @Test
  void everyDeclarationOfTheContractsHasAComment() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Path file : protoFiles()) {
      missing.addAll(ProtoComments.missing(PROTO.relativize(file).toString(), lines(file)));
    }

    assertThat(missing).as("declarations without a comment").isEmpty();
  }

  @Test
  void namesFileAndLineOfEachDeclarationWithoutAComment() {
    String text =
        """
        syntax = "proto3";
        // Said.
        message Said {
          // Said.
          string said = 1;
          map<string, a.b.C> labels = 2;
          oneof kind {
            a.b.C other = 3;
          }
          reserved 4;
        }

        message Silent {}
        enum E {
          E_UNSPECIFIED = 0;
          // Said.
          SAID = 1 [deprecated = true];
        }
        // Said.
        service S {
          rpc Call(stream A) returns (stream B);
        }
        """;

    assertThat(ProtoComments.missing("x.proto", text.lines().toList()))
        .containsExactly(
            "x.proto:6: labels",
            "x.proto:8: other",
            "x.proto:13: message Silent",
            "x.proto:14: enum E",
            "x.proto:15: E_UNSPECIFIED",
            "x.proto:21: Call");
  }

  private static List<Path> protoFiles() throws IOException {
    try (Stream<Path> files = Files.walk(PROTO)) {
      List<Path> protoFiles = files.filter(file -> file.toString().endsWith(".proto")).toList();
      assertThat(protoFiles).isNotEmpty();
      return protoFiles;
    }
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file);
  }
}
