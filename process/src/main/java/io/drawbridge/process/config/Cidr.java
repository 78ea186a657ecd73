package io.drawbridge.process.config;

import java.math.BigInteger;
import java.net.InetAddress;

/**
 * A range of addresses as written: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or a single address.
 *
 * @param network the range's first address
 * @param prefixBits how many leading bits all its addresses share
 */
public record Cidr(InetAddress network, int prefixBits) {
  public Cidr {
    byte[] first = network.getAddress();
    int bits = first.length * Byte.SIZE;
    if (prefixBits < 0 || prefixBits > bits) {
      throw new IllegalArgumentException(
          "prefix: " + prefixBits + " bits (expected: 0 to " + bits + ")");
    }
    int lastSet = bits - new BigInteger(1, first).getLowestSetBit();
    if (lastSet > prefixBits && lastSet <= bits) {
      throw new IllegalArgumentException(
          "network: "
              + network.getHostAddress()
              + " (expected: only zeros after bit "
              + prefixBits
              + ")");
    }
  }

  /** Reads an address, or one with the length of its prefix; never asks a name server. */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    InetAddress network;
    int bits;
    try {
      network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      bits =
          slash < 0
              ? network.getAddress().length * 8
              : Integer.parseInt(text, slash + 1, text.length(), 10);
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException(
          "network: " + text + " (expected: address/bits such as 10.0.0.0/8)");
    }
    return new Cidr(network, bits);
  }

  /** False also for every address of the other version. */
  public boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] its = address.getAddress();
    if (mine.length != its.length) {
      return false;
    }
    for (int i = 0; i * Byte.SIZE < prefixBits; i++) {
      int beyond = Math.max(0, (i + 1) * Byte.SIZE - prefixBits);
      if ((mine[i] ^ its[i]) >> beyond != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefixBits;
  }
}
