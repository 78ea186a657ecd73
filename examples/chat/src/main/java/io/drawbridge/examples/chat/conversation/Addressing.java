package io.drawbridge.examples.chat.conversation;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.drawbridge.examples.chat.groups.Groups;
import io.drawbridge.examples.chat.groups.UserName;
import io.drawbridge.examples.chat.outbox.Letter;
import io.drawbridge.examples.chat.protocol.Send;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a client's message asks for. */
sealed interface Addressing {
  /** A frame is at most 1 MiB; names, numbers and headers need less than the rest. */
  int MAX_TEXT_BYTES = (1 << 20) - 4_096;

  /** A letter for these users, who may be none: a group whose only member wrote. */
  record To(List<String> recipients, Letter letter) implements Addressing {}

  /** It will never be delivered; {@code because} is for the client's developer. */
  record Wrong(String because) implements Addressing {}

  /** Reads a message of {@code from}. */
  static Addressing read(String from, ByteString body, Groups groups) {
    Send send;
    try {
      send = Send.parseFrom(body);
    } catch (InvalidProtocolBufferException notSend) {
      return new Wrong(
          "body: " + body.size() + " bytes (expected: a message drawbridge.chat.v1.Send)");
    }
    if (send.getText().size() > MAX_TEXT_BYTES) {
      return new Wrong(
          "text: " + send.getText().size() + " bytes (expected: <= " + MAX_TEXT_BYTES + ")");
    }
    return switch (send.getToCase()) {
      case USER -> toUser(from, send.getUser(), send.getText());
      case GROUP -> toGroup(from, send.getGroup(), send.getText(), groups);
      case TO_NOT_SET -> new Wrong("to: not set (expected: a user or a group)");
    };
  }

  private static Addressing toUser(String from, String user, ByteString text) {
    if (user.equals(from)) {
      return new Wrong("user: " + user + " is the sender (expected: somebody else)");
    }
    if (!UserName.isValid(user)) {
      return new Wrong("user: " + user.length() + " characters (expected: 1 to 128 bytes)");
    }
    return new To(List.of(user), new Letter(from, "", text));
  }

  private static Addressing toGroup(String from, String group, ByteString text, Groups groups) {
    Optional<Set<String>> members = groups.members(group);
    if (members.isEmpty()) {
      return new Wrong("group: " + group + " (expected: a group that exists)");
    }
    if (!members.get().contains(from)) {
      return new Wrong("group: " + group + " (expected: a group with " + from + " in it)");
    }
    List<String> others = members.get().stream().filter(user -> !user.equals(from)).toList();
    return new To(others, new Letter(from, group, text));
  }
}
