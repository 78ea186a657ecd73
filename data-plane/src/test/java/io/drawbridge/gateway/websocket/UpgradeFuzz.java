package io.drawbridge.gateway.websocket;

import io.drawbridge.gateway.fuzz.CountedBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Upgrades: every request is gathered within the limit, or answered by 101 or one of our refusals,
 * which ends the connection; nothing is thrown, nothing leaks.
 */
public final class UpgradeFuzz {
  private static final WebSocketRules RULES = WebSocketRules.of(List.of("https://chat.example"));

  private UpgradeFuzz() {}

  /** The first byte chooses how many bytes a read brings. */
  public static void fuzzerTestOneInput(byte[] input) {
    CountedBuffers buffers = new CountedBuffers();
    EmbeddedChannel channel = buffers.channel();
    channel.pipeline().addLast("client", new RecordingEnd());
    WebSocketUpgrade.begin(channel.pipeline(), RULES);
    int chunk = input.length == 0 ? 1 : 1 + (input[0] & 0xff) * 16;
    StringBuilder answer = new StringBuilder();
    for (int at = 1; at < input.length && channel.isOpen(); at += chunk) {
      channel.writeInbound(buffers.received(input, at, Math.min(input.length, at + chunk)));
      takeAnswer(channel, answer);
      buffers.requireAtMost(UpgradeHandler.MAX_HEAD_BYTES, "head");
    }
    channel.checkException();
    requireAnswer(channel.isOpen(), answer.toString());
    channel.finishAndReleaseAll();
    buffers.requireAtMost(0, "after the end");
  }

  private static void takeAnswer(EmbeddedChannel channel, StringBuilder answer) {
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      answer.append(next.toString(StandardCharsets.ISO_8859_1));
      next.release();
    }
  }

  private static void requireAnswer(boolean open, String answer) {
    boolean accepted = answer.startsWith("HTTP/1.1 101 Switching Protocols\r\n");
    boolean refused =
        Arrays.stream(UpgradeRefusal.values())
            .anyMatch(refusal -> answer.startsWith("HTTP/1.1 " + refusal.status() + " "));
    if (!accepted && refused == open) {
      throw new AssertionError("open: " + open + ", answer: " + answer);
    }
  }
}
