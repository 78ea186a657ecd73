package io.drawbridge.gateway.websocket;

import io.drawbridge.gateway.fuzz.CountedBuffers;
import io.drawbridge.wire.ProtocolViolation;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;

/**
 * WebSocket frames: the same messages and the same end however the bytes arrive; nothing but a
 * violation of the protocol is thrown; nothing leaks; nothing is kept but one control frame.
 */
public final class MessagesFuzz {
  private MessagesFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Heard whole = heard(input, Integer.MAX_VALUE);
    if (!whole.equals(heard(input, 1)) || !whole.equals(heard(input, 7))) {
      throw new AssertionError(
          whole + ", byte by byte: " + heard(input, 1) + ", by seven: " + heard(input, 7));
    }
  }

  /** What came of it; {@code unfinished} bytes of a message without its end. */
  private record Heard(List<String> messages, int unfinished, String violation, boolean open) {}

  private static Heard heard(byte[] input, int chunk) {
    CountedBuffers buffers = new CountedBuffers();
    EmbeddedChannel channel = buffers.channel();
    RecordingEnd end = new RecordingEnd();
    channel.pipeline().addLast("websocket", new WebSocketCodec()).addLast("client", end);
    for (int at = 0; at < input.length && channel.isOpen(); at += Math.min(chunk, input.length)) {
      int to = at + Math.min(chunk, input.length - at);
      channel.writeInbound(buffers.received(input, at, to));
      channel.releaseOutbound();
      buffers.requireAtMost(WebSocketCodec.MAX_CONTROL_BYTES, "between reads");
    }
    boolean open = channel.isOpen();
    channel.finishAndReleaseAll();
    buffers.requireAtMost(0, "after the end");
    return new Heard(end.messages(), end.unfinishedBytes(), violationOf(end.violations()), open);
  }

  private static String violationOf(List<Throwable> thrown) {
    if (thrown.isEmpty()) {
      return "";
    }
    if (thrown.size() > 1 || !(thrown.getFirst() instanceof ProtocolViolation violation)) {
      throw new AssertionError("thrown: " + thrown, thrown.getLast());
    }
    return String.valueOf(violation.getMessage());
  }
}
