package io.drawbridge.gateway.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What has to be known of a ClientHello before a certificate is chosen.
 *
 * <pre>
 *   version 2 | random 32 | session 1+n | suites 2+n | compressions 1+n | extensions 2+n
 *   extension: type 2 | 2+n     0: names 2+n (kind 1 | 2+n)     16: protocols 2+n (1+n)
 * </pre>
 *
 * It judges nothing: of one that is malformed it tells what it could read, and the TLS library says
 * no to the rest.
 *
 * @param serverName in lower case; empty if it names nobody
 * @param protocols offered by ALPN; empty if it has no such extension
 */
record ClientHello(String serverName, List<String> protocols) {
  static final ClientHello UNKNOWN = new ClientHello("", List.of());

  private static final int VERSION_AND_RANDOM_BYTES = 34;
  private static final int SERVER_NAME = 0;
  private static final int HOST_NAME = 0;
  private static final int APPLICATION_PROTOCOLS = 16;

  /** Leaves {@code hello}, a handshake message without its header, as it is. */
  static ClientHello read(ByteBuf hello) {
    try {
      ByteBuf in = hello.slice();
      in.skipBytes(VERSION_AND_RANDOM_BYTES);
      in.skipBytes(in.readUnsignedByte());
      in.skipBytes(in.readUnsignedShort());
      in.skipBytes(in.readUnsignedByte());
      return in.isReadable() ? ofExtensions(in.readSlice(in.readUnsignedShort())) : UNKNOWN;
    } catch (IndexOutOfBoundsException _) {
      return UNKNOWN;
    }
  }

  private static ClientHello ofExtensions(ByteBuf extensions) {
    String serverName = "";
    List<String> protocols = List.of();
    while (extensions.isReadable()) {
      int type = extensions.readUnsignedShort();
      ByteBuf extension = extensions.readSlice(extensions.readUnsignedShort());
      if (type == SERVER_NAME && extension.isReadable()) {
        serverName = serverName(extension.readSlice(extension.readUnsignedShort()));
      } else if (type == APPLICATION_PROTOCOLS) {
        protocols = protocols(extension.readSlice(extension.readUnsignedShort()));
      }
    }
    return new ClientHello(serverName, protocols);
  }

  private static String serverName(ByteBuf names) {
    while (names.isReadable()) {
      int kind = names.readUnsignedByte();
      String name = text(names.readSlice(names.readUnsignedShort()));
      if (kind == HOST_NAME) {
        return name.toLowerCase(Locale.ROOT);
      }
    }
    return "";
  }

  private static List<String> protocols(ByteBuf list) {
    List<String> protocols = new ArrayList<>();
    while (list.isReadable()) {
      protocols.add(text(list.readSlice(list.readUnsignedByte())));
    }
    return List.copyOf(protocols);
  }

  private static String text(ByteBuf bytes) {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /** True if it offers protocols and none that is spoken here. */
  boolean asksForAnother() {
    return !protocols.isEmpty()
        && protocols.stream().noneMatch(ApplicationProtocol.NAMES::contains);
  }
}
