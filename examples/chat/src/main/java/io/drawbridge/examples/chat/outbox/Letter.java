package io.drawbridge.examples.chat.outbox;

import com.google.protobuf.ByteString;

/**
 * One chat message; a group's recipients share it.
 *
 * @param group empty for one-to-one
 */
public record Letter(String from, String group, ByteString text) {
  /** Objects around the text, with a margin: entry, queue slot, push in flight. */
  private static final int OVERHEAD_BYTES = 256;

  /** What it counts in the bounds of outboxes. */
  int size() {
    return text.size() + OVERHEAD_BYTES;
  }
}
