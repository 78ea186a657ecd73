package io.drawbridge.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bytes shown in docs/protocol.md, and the codes in docs/errors.md, are those of the code. */
final class ProtocolDocTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path CLIENT_PROTO =
      Path.of("../proto/src/main/proto/drawbridge/client/v1/client.proto");
  private static final Pattern BLOCK =
      Pattern.compile(
          "^```hex (golden|from)=(\\S+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  @Test
  void thePageShowsEveryGoldenFrameOnceWithItsBytes() throws IOException {
    List<String> shown = new ArrayList<>();
    for (Block block : blocks("golden")) {
      shown.add(block.name());
      assertThat(block.hex())
          .as(block.name())
          .isEqualTo(HexFormat.of().formatHex(GoldenFrames.golden(block.name())));
    }
    assertThat(shown).containsExactlyInAnyOrderElementsOf(goldenNames());
  }

  @Test
  void everyBlockOfTheConversationIsOneFrameFromItsSide() throws IOException {
    List<FrameType> spoken = new ArrayList<>();
    for (Block block : blocks("from")) {
      spoken.add(onlyFrame(block).type());
    }
    assertThat(spoken)
        .startsWith(FrameType.CONNECT, FrameType.CONNECTED, FrameType.UPSTREAM)
        .contains(FrameType.DOWNSTREAM, FrameType.DOWNSTREAM_ACK, FrameType.UPSTREAM_ACK)
        .contains(FrameType.CLOSE);
  }

  @Test
  void theListOfErrorsHasEveryCloseReason() throws IOException {
    String errors = Files.readString(DOCS.resolve("errors.md"));
    for (CloseReason reason : CloseReason.values()) {
      assertThat(errors).contains("\n| " + reason.code() + " " + reason.name() + " |");
    }
  }

  @Test
  void theListOfErrorsHasEveryNackReason() throws IOException {
    String errors = Files.readString(DOCS.resolve("errors.md"));
    List<MatchResult> reasons = nackReasons();
    assertThat(reasons).hasSizeGreaterThan(1);
    for (MatchResult reason : reasons) {
      assertThat(errors).contains("\n| " + reason.group(2) + " " + reason.group(1) + " |");
    }
  }

  /** From the contract's text: this module does not depend on the generated classes. */
  private static List<MatchResult> nackReasons() throws IOException {
    String contract = Files.readString(CLIENT_PROTO);
    int start = contract.indexOf("enum NackReason {");
    String body = contract.substring(start, contract.indexOf('}', start));
    return Pattern.compile("([A-Z_]+) = (\\d+);").matcher(body).results().toList();
  }

  private static Frame onlyFrame(Block block) {
    Side side = Side.valueOf(block.name().toUpperCase(Locale.ROOT));
    FrameReader reader = new FrameReader(side, Frame.MAX_LENGTH);
    ByteBuf bytes = Unpooled.wrappedBuffer(HexFormat.of().parseHex(block.hex()));
    try {
      assertThat(reader.next(bytes)).as("a whole frame: %s", block).isTrue();
    } catch (ProtocolViolation e) {
      fail(block + ": " + e.getMessage());
    }
    assertThat(bytes.readableBytes()).as("bytes after the frame: %s", block).isZero();
    return reader.frame();
  }

  private static List<Block> blocks(String kind) throws IOException {
    List<Block> blocks =
        BLOCK
            .matcher(Files.readString(DOCS.resolve("protocol.md")))
            .results()
            .filter(block -> block.group(1).equals(kind))
            .map(Block::of)
            .toList();
    assertThat(blocks).isNotEmpty();
    return blocks;
  }

  private static List<String> goldenNames() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      return files.map(file -> file.getFileName().toString().replace(".hex", "")).toList();
    }
  }

  /** A fenced block: {@code name} is that of a golden file, or the side that sends it. */
  private record Block(String name, String hex) {
    static Block of(MatchResult found) {
      return new Block(found.group(2), found.group(3).replaceAll("#.*|\\s", ""));
    }
  }
}
