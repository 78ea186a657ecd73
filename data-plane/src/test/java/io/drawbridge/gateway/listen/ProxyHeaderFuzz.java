package io.drawbridge.gateway.listen;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/**
 * PROXY headers: taken whole, awaited while they can still become one, or refused by the declared
 * exception; the same however the bytes arrive.
 */
public final class ProxyHeaderFuzz {
  private ProxyHeaderFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String whole = read(input, input.length);
    String piecemeal = "awaited";
    for (int count = 0; count <= input.length && piecemeal.equals("awaited"); count++) {
      piecemeal = read(input, count);
    }
    if (!whole.equals(piecemeal)) {
      throw new AssertionError(whole + ", byte by byte: " + piecemeal);
    }
  }

  private static String read(byte[] input, int count) {
    ByteBuf in = Unpooled.wrappedBuffer(input, 0, count);
    try {
      Optional<ProxyHeader> header = ProxyHeader.read(in);
      int taken = in.readerIndex();
      if (taken > ProxyHeader.MAX_BYTES
          || (header.isEmpty() && (taken > 0 || count >= ProxyHeader.MAX_BYTES))) {
        throw new AssertionError(header + " of " + count + " bytes, " + taken + " taken");
      }
      return header.map(found -> found + " in " + taken + " bytes").orElse("awaited");
    } catch (ProxyHeader.Wrong _) {
      return "refused";
    }
  }
}
