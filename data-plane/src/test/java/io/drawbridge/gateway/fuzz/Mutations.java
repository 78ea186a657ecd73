package io.drawbridge.gateway.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Changes inputs the way decoders are most often wrong about them. Same seed, same inputs. */
final class Mutations {
  private static final int MAX_BYTES = 32 << 10;

  /** Bounds of lengths and numbers, signed and not, and marks of the texts that are read. */
  private static final int[] TELLING = {
    0, 1, 0x7f, 0x80, 0xff, 0x7d, 0x7e, 0xfe, '\r', '\n', ':', ' ', '"', '{', '[', '.', '='
  };

  private final List<byte[]> corpus;
  private final RandomGenerator random;

  Mutations(List<byte[]> corpus, RandomGenerator random) {
    this.corpus = corpus;
    this.random = random;
  }

  /** One of the corpus, changed in one to eight places. */
  byte[] next() {
    byte[] input = any().clone();
    int changes = 1 << random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      input = changed(input);
    }
    return input.length <= MAX_BYTES ? input : Arrays.copyOf(input, MAX_BYTES);
  }

  private byte[] changed(byte[] input) {
    if (input.length == 0) {
      return any().clone();
    }
    int at = random.nextInt(input.length);
    int count = 1 + random.nextInt(Math.min(input.length - at, 1 + random.nextInt(64)));
    return switch (random.nextInt(8)) {
      case 0 -> with(input, at, input[at] ^ (1 << random.nextInt(Byte.SIZE)));
      case 1 -> with(input, at, TELLING[random.nextInt(TELLING.length)]);
      case 2 -> with(input, at, input[at] + random.nextInt(-4, 5));
      case 3 -> replaced(input, at, count, new byte[0]);
      case 4 -> replaced(input, at, 0, Arrays.copyOfRange(input, at, at + count));
      case 5 -> replaced(input, at, 0, randomBytes(count));
      case 6 -> Arrays.copyOf(input, at);
      default -> replaced(input, at, count, partOf(any()));
    };
  }

  private byte[] any() {
    return corpus.get(random.nextInt(corpus.size()));
  }

  private byte[] partOf(byte[] other) {
    if (other.length == 0) {
      return other;
    }
    int from = random.nextInt(other.length);
    return Arrays.copyOfRange(other, from, from + random.nextInt(other.length - from) + 1);
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] with(byte[] input, int at, int value) {
    input[at] = (byte) value;
    return input;
  }

  private static byte[] replaced(byte[] input, int at, int count, byte[] by) {
    byte[] result = new byte[input.length - count + by.length];
    System.arraycopy(input, 0, result, 0, at);
    System.arraycopy(by, 0, result, at, by.length);
    System.arraycopy(input, at + count, result, at + by.length, input.length - at - count);
    return result;
  }
}
