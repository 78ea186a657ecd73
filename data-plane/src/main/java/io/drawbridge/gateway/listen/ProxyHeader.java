package io.drawbridge.gateway.listen;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The PROXY protocol's header, version 2, with which a balancer tells whom it forwards.
 *
 * <pre>
 *   signature 12 | version 2, command 0 or 1 | family | length u16 | addresses | (type 1, length u16, value)*
 *   family: 0x00 not told   0x11 IPv4: 4+4+2+2   0x21 IPv6: 16+16+2+2   0x31 Unix: 108+108
 * </pre>
 *
 * Version 1 is text whose end has to be searched; it is not taken.
 *
 * @param source the client; empty if the balancer speaks for itself (LOCAL) or does not know
 */
record ProxyHeader(Optional<InetSocketAddress> source) {
  /** What every TCP carries in one segment: nobody has a reason for more. */
  static final int MAX_BYTES = 536;

  static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);

  private static final int FIXED_BYTES = 16;
  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int TCP4 = 0x11;
  private static final int TCP6 = 0x21;
  private static final int UNIX_STREAM = 0x31;
  private static final int UNIX_ADDRESSES_BYTES = 216;
  private static final int PORTS_BYTES = 4;
  private static final int TLV_HEADER_BYTES = 3;
  private static final int CHECKSUM = 3;

  /** No header, or not one that counts. The message says what was found and expected. */
  static final class Wrong extends Exception {
    Wrong(String message) {
      super(message);
    }
  }

  /**
   * Takes the header from {@code in}, or nothing while it is not whole. Bytes that cannot become a
   * header are refused as soon as they are there.
   */
  static Optional<ProxyHeader> read(ByteBuf in) throws Wrong {
    requireSignature(in);
    int first = in.readerIndex();
    if (in.readableBytes() < FIXED_BYTES) {
      return Optional.empty();
    }
    int command = in.getUnsignedByte(first + 12);
    int family = in.getUnsignedByte(first + 13);
    int bytes = FIXED_BYTES + in.getUnsignedShort(first + 14);
    if (command != LOCAL && command != PROXY) {
      throw new Wrong("version and command: " + command + " (expected: 32 or 33)");
    }
    if (bytes > MAX_BYTES) {
      throw new Wrong("header: " + bytes + " bytes (expected: <= " + MAX_BYTES + ")");
    }
    if (in.readableBytes() < bytes) {
      return Optional.empty();
    }
    ByteBuf whole = in.readSlice(bytes);
    return Optional.of(
        new ProxyHeader(command == PROXY ? source(family, whole) : Optional.empty()));
  }

  private static void requireSignature(ByteBuf in) throws Wrong {
    int here = Math.min(in.readableBytes(), SIGNATURE.length);
    for (int i = 0; i < here; i++) {
      if (in.getByte(in.readerIndex() + i) != SIGNATURE[i]) {
        throw new Wrong("byte " + i + " (expected: the signature of PROXY version 2)");
      }
    }
  }

  private static Optional<InetSocketAddress> source(int family, ByteBuf whole) throws Wrong {
    ByteBuf rest = whole.slice().skipBytes(FIXED_BYTES);
    return switch (family) {
      case 0 -> Optional.empty();
      case TCP4 -> address(whole, rest, 4);
      case TCP6 -> address(whole, rest, 16);
      case UNIX_STREAM -> {
        require(rest, UNIX_ADDRESSES_BYTES);
        requireSound(whole, rest.skipBytes(UNIX_ADDRESSES_BYTES));
        yield Optional.empty();
      }
      default -> throw new Wrong("family: " + family + " (expected: 0, 17, 33 or 49)");
    };
  }

  private static Optional<InetSocketAddress> address(ByteBuf whole, ByteBuf rest, int addressBytes)
      throws Wrong {
    require(rest, 2 * addressBytes + PORTS_BYTES);
    byte[] source = new byte[addressBytes];
    rest.readBytes(source).skipBytes(addressBytes);
    int port = rest.readUnsignedShort();
    requireSound(whole, rest.skipBytes(2));
    try {
      return Optional.of(new InetSocketAddress(InetAddress.getByAddress(source), port));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(addressBytes + " bytes are an address", e);
    }
  }

  private static void require(ByteBuf rest, int bytes) throws Wrong {
    if (rest.readableBytes() < bytes) {
      throw new Wrong("addresses: " + rest.readableBytes() + " bytes (expected: >= " + bytes + ")");
    }
  }

  /** What follows the addresses has whole parts, and a checksum among them is right. */
  private static void requireSound(ByteBuf whole, ByteBuf parts) throws Wrong {
    while (parts.isReadable()) {
      if (parts.readableBytes() < TLV_HEADER_BYTES) {
        throw new Wrong("part: cut off (expected: type, length and value)");
      }
      int type = parts.readUnsignedByte();
      int bytes = parts.readUnsignedShort();
      if (bytes > parts.readableBytes()) {
        throw new Wrong("part of type " + type + ": cut off (expected: " + bytes + " bytes)");
      }
      if (type == CHECKSUM) {
        int at = whole.readableBytes() - parts.readableBytes();
        requireChecksum(whole, at, bytes);
      }
      parts.skipBytes(bytes);
    }
  }

  /** CRC-32C of the header, with zeros where the checksum is. */
  private static void requireChecksum(ByteBuf whole, int at, int bytes) throws Wrong {
    if (bytes != Integer.BYTES) {
      throw new Wrong("checksum: " + bytes + " bytes (expected: 4)");
    }
    byte[] copy = new byte[whole.readableBytes()];
    whole.getBytes(whole.readerIndex(), copy);
    int told = whole.getInt(whole.readerIndex() + at);
    for (int i = at; i < at + bytes; i++) {
      copy[i] = 0;
    }
    CRC32C computed = new CRC32C();
    computed.update(copy);
    if ((int) computed.getValue() != told) {
      throw new Wrong("checksum: " + told + " (expected: " + (int) computed.getValue() + ")");
    }
  }
}
