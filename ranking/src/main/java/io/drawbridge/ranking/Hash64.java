package io.drawbridge.ranking;

import java.nio.charset.StandardCharsets;

/**
 * 64-bit hashes that are the same on every machine and in every release: they decide where clients
 * go, so changing one moves the whole fleet. Not for secrets.
 */
final class Hash64 {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /** 2^64 divided by the golden ratio: consecutive numbers become far apart. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private Hash64() {}

  /** FNV-1a over the UTF-8 bytes, then {@link #mix}: FNV alone leaves short names too alike. */
  static long of(String text) {
    long hash = FNV_OFFSET;
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (octet & 0xff)) * FNV_PRIME;
    }
    return mix(hash);
  }

  /** Of a name's hash and a number; independent of every other pair. */
  static long of(long nameHash, int number) {
    return mix(nameHash ^ mix((number + 1) * GOLDEN));
  }

  /** The hash as a number strictly between 0 and 1, so that its logarithm is finite and not 0. */
  static double unit(long hash) {
    return ((hash >>> 11) + 0.5) * 0x1.0p-53;
  }

  /**
   * The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014, with Stafford's 13th constants).
   */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
