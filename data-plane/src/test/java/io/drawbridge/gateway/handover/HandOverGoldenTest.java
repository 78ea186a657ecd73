package io.drawbridge.gateway.handover;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.drawbridge.proto.handover.v1.FromPredecessor;
import io.drawbridge.proto.handover.v1.FromSuccessor;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What two releases say to each other in a hot restart, byte by byte. */
final class HandOverGoldenTest {
  private static final UnknownFieldSet OF_THE_FUTURE =
      UnknownFieldSet.newBuilder()
          .addField(900, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
          .addField(
              901,
              UnknownFieldSet.Field.newBuilder()
                  .addLengthDelimited(ByteString.copyFromUtf8("new"))
                  .build())
          .build();

  private static Stream<String> names() {
    return GoldenMessages.all().keySet().stream();
  }

  private static Message message(String name) {
    Message known = GoldenMessages.all().get(name);
    if (known == null) {
      throw new AssertionError(name + " (expected: one of " + GoldenMessages.all().keySet() + ")");
    }
    return known;
  }

  @ParameterizedTest
  @MethodSource("names")
  void writesTheGoldenBytes(String name) {
    assertThat(GoldenMessages.hexOf(message(name)))
        .isEqualTo(HexFormat.of().formatHex(GoldenMessages.golden(name)));
  }

  @ParameterizedTest
  @MethodSource("names")
  void readsTheGoldenBytes(String name) throws Exception {
    Message expected = message(name);

    Message read = parse(expected, GoldenMessages.golden(name));

    assertThat(read).isEqualTo(expected);
    assertThat(read.getUnknownFields().asMap()).isEmpty();
  }

  private static Message parse(Message like, byte[] bytes) throws InvalidProtocolBufferException {
    return like.getParserForType().parseFrom(bytes);
  }

  /** In each message, however deep: a later release says more, and what it says goes on. */
  @ParameterizedTest
  @MethodSource("names")
  void readsWhatALaterReleaseSaysAndKeepsWhatItDoesNotKnow(String name) throws Exception {
    Message later = withUnknownFields(message(name));

    Message read = parse(message(name), later.toByteArray());

    assertThat(read).isEqualTo(later);
    assertThat(read.toByteString()).isEqualTo(later.toByteString());
    assertThat(withoutUnknownFields(read)).isEqualTo(message(name));
  }

  private static Message withUnknownFields(Message message) {
    return everywhere(message, OF_THE_FUTURE);
  }

  private static Message withoutUnknownFields(Message message) {
    return everywhere(message, UnknownFieldSet.getDefaultInstance());
  }

  private static Message everywhere(Message message, UnknownFieldSet unknown) {
    Message.Builder builder = message.toBuilder().setUnknownFields(unknown);
    message
        .getAllFields()
        .forEach((field, value) -> {
          if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && field.isRepeated()) {
            Collection<?> all = (Collection<?>) value;
            builder.setField(
                field, all.stream().map(each -> everywhere((Message) each, unknown)).toList());
          } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            builder.setField(field, everywhere((Message) value, unknown));
          }
        });
    return builder.build();
  }

  /** Or a field could come into the format that no later release is held to. */
  @Test
  void everyFieldOfEveryMessageIsRecorded() throws Exception {
    Set<String> recorded = new HashSet<>();
    for (String name : names().toList()) {
      collect(parse(message(name), GoldenMessages.golden(name)), recorded);
    }

    Set<String> missing = new TreeSet<>();
    Set<Descriptor> seen = new HashSet<>();
    missing(FromSuccessor.getDescriptor(), recorded, missing, seen);
    missing(FromPredecessor.getDescriptor(), recorded, missing, seen);

    assertThat(missing).isEmpty();
  }

  private static void collect(Message message, Set<String> recorded) {
    message
        .getAllFields()
        .forEach((field, value) -> {
          recorded.add(field.getFullName());
          if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            Collection<?> all = value instanceof Collection<?> many ? many : Set.of(value);
            all.forEach(each -> collect((Message) each, recorded));
          }
        });
  }

  private static void missing(
      Descriptor type, Set<String> recorded, Set<String> missing, Set<Descriptor> seen) {
    if (!seen.add(type)) {
      return;
    }
    for (FieldDescriptor field : type.getFields()) {
      if (!recorded.contains(field.getFullName())) {
        missing.add(field.getFullName());
      }
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        missing(field.getMessageType(), recorded, missing, seen);
      }
    }
  }

  /** Its length in four bytes, most significant first, and its bytes. */
  @Test
  void aMessageGoesInItsFrame(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("golden.sock");
    byte[] framed = GoldenMessages.golden("framed-hello");
    try (UnixSocket listener = UnixSocket.listen(path);
        SocketChannel other = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.connect(UnixDomainSocketAddress.of(path));
      try (UnixSocket socket = listener.accept()) {
        socket.send(message("hello").toByteArray());
        assertThat(HexFormat.of().formatHex(read(other, framed.length)))
            .isEqualTo(HexFormat.of().formatHex(framed));

        int _ = other.write(ByteBuffer.wrap(framed));
        assertThat(FromSuccessor.parseFrom(socket.receive().bytes())).isEqualTo(message("hello"));
      }
    }
  }

  private static byte[] read(SocketChannel from, int bytes) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(bytes);
    while (read.hasRemaining() && from.read(read) >= 0) {
      // until it is whole
    }
    return read.array();
  }
}
